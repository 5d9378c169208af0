package io.flocker.agent.service;

import io.flocker.agent.half.ContainerAgentClient;
import io.flocker.agent.half.ContainerAgentServer;
import io.flocker.agent.half.Half;
import io.flocker.agent.half.VolumeUses;
import io.flocker.agent.peer.PeerDirectory;
import io.flocker.agent.peer.PeerListener;
import io.flocker.agent.peer.TlsPeerTransport;
import io.flocker.agent.plugin.MountLedger;
import io.flocker.agent.plugin.News;
import io.flocker.agent.plugin.VolumePlugin;
import io.flocker.agent.renewal.CertificateRenewal;
import io.flocker.agent.renewal.RenewalThread;
import io.flocker.agent.unit.NodeUnitHost;
import io.flocker.agent.unit.Retry;
import io.flocker.agent.unit.Surroundings;
import io.flocker.agent.unit.Units;
import io.flocker.agent.uplink.Uplink;
import io.flocker.agent.uplink.UplinkListener;
import io.flocker.agent.uplink.UplinkSettings;
import io.flocker.agent.uplink.UplinkState;
import io.flocker.api.certificate.Identity;
import io.flocker.api.certificate.Tls;
import io.flocker.core.model.ApplicationName;
import io.flocker.core.model.DatasetId;
import io.flocker.core.model.NodeId;
import io.flocker.core.model.NodeName;
import io.flocker.core.problem.ProblemException;
import io.flocker.node.ContainerEvents;
import io.flocker.node.peer.PeerMessage;
import io.flocker.node.peer.PeerServer;
import io.flocker.wire.AgentHello;
import io.flocker.wire.Neighbour;
import io.flocker.wire.ProtocolVersion;
import io.flocker.wire.UnitId;
import io.flocker.wire.Wish;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The agent of a node, or of one half of it: brings about what the control service wants, and tells
 * it what is there. It goes on with what was wanted last while the control service is away. Safe
 * for use by several threads.
 */
public final class AgentService implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(AgentService.class);
  private static final Duration PEER_PATIENCE = Duration.ofSeconds(10);
  // Workers are woken by what changes; this is for what changes unseen.
  private static final Duration LOOK_AGAIN = Duration.ofMinutes(10);

  private final CountDownLatch joined = new CountDownLatch(1);
  private final Half half;
  private final AgentParts parts;
  private final AgentOptions options;
  private final NodeInventory inventory;
  private final NodeScan scan;
  private final Units units;
  private final Traffic traffic;
  private final Assignments assignments;
  private final Optional<PeerListener> peers;
  private final Optional<ContainerAgentServer> datasetAgent;
  private final Uplink uplink;
  private final News news = new News();
  private final Optional<VolumePlugin> plugin;
  private final ContainerEvents.Following events;
  private final Optional<RenewalThread> renewal;
  private final WishKeeper keeper;
  private final ScheduledExecutorService uplinkThread =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().name("uplink").daemon(true).factory());
  private final ScheduledExecutorService scanThread =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().name("scan").daemon(true).factory());

  private AgentService(AgentParts parts, AgentOptions options, InstantSource clock) {
    this.half = options.half();
    ContainerAgentClient containerAgent = new ContainerAgentClient(options.containerAgent());
    Optional<MountLedger> mounts =
        half.datasets()
            ? Optional.of(MountLedger.open(options.plugin().ledger(), options.bootId(), clock))
            : Optional.empty();
    this.parts =
        parts.forHalf(
            half, containerAgent, mounts.<VolumeUses>map(uses -> uses).orElse(VolumeUses.NONE));
    this.options = options;
    this.inventory =
        new NodeInventory(
            this::reportSoon, half == Half.DATASETS ? containerAgent::tellOf : _ -> {});
    this.scan = new NodeScan(half, this.parts, inventory);
    this.keeper = new WishKeeper(options.kept(), scanThread);
    TlsPeerTransport transport =
        new TlsPeerTransport(
            tls(Identity.Kind.NODE, clock),
            new PeerMessage.Hello(PeerMessage.PROTOCOL, parts.id(), parts.driver().name()),
            this::find,
            PEER_PATIENCE);
    NodeUnitHost host =
        new NodeUnitHost(this.parts.forUnits(half, options.self(), transport), inventory);
    this.units =
        new Units(
            new Surroundings(
                half,
                options.self(),
                host,
                clock,
                RandomGenerator.getDefault(),
                Retry.STANDARD,
                LOOK_AGAIN),
            (unit, status) -> inventory.status(unit, Optional.of(status)));
    this.traffic =
        new Traffic(
            parts.router(),
            clock,
            Retry.STANDARD,
            (unit, status) -> inventory.status(unit, Optional.of(status)));
    this.assignments = new Assignments(half, parts.id(), options.self(), units, traffic, inventory);
    this.peers = half.datasets() ? Optional.of(listen(clock)) : Optional.empty();
    this.datasetAgent =
        half == Half.CONTAINERS
            ? Optional.of(
                ContainerAgentServer.start(
                    options.containerAgent(), parts.containers(), this::arrived))
            : Optional.empty();
    this.uplink =
        new Uplink(
            UplinkSettings.standard(options.control().hostname(), options.control().port()),
            tls(Identity.Kind.CONTROL_SERVICE, clock),
            hello(),
            () -> HalfReport.of(half, inventory.report(), assignments.units()),
            new Listener(),
            uplinkThread,
            clock);
    this.plugin = mounts.map(ledger -> plugin(ledger, clock));
    this.events = parts.events().follow(new Happenings());
    // The files are one process's to replace; another half of the node sees that they are new.
    this.renewal = half.datasets() ? Optional.of(renewal(clock)) : Optional.empty();
  }

  private VolumePlugin plugin(MountLedger ledger, InstantSource clock) {
    return VolumePlugin.of(
        new KnownVolumes(parts, options.self(), inventory, assignments, uplink),
        uplink,
        ledger,
        news,
        scanThread,
        clock);
  }

  private RenewalThread renewal(InstantSource clock) {
    return RenewalThread.start(
        new CertificateRenewal(
            options.files(),
            new UplinkRenewals(uplink),
            options.renewAtOnce(),
            clock,
            RandomGenerator.getDefault()));
  }

  /**
   * Takes up what was wanted last, looks at the node once, then joins the control service and works
   * until it is closed. Docker is served before it is looked at: while it starts, it answers nobody
   * before it has been answered.
   */
  public static AgentService start(AgentParts parts, AgentOptions options, InstantSource clock) {
    AgentService agent = new AgentService(parts, options, clock);
    CompletableFuture.runAsync(agent.scan::volumes, agent.scanThread).join();
    agent.keeper.recall(agent.uplink);
    // What was recalled is known once the uplink's thread has taken it up.
    CompletableFuture.runAsync(() -> {}, agent.uplinkThread).join();
    agent.plugin.ifPresent(plugin -> plugin.serve(options.plugin()));
    CompletableFuture.runAsync(agent.scan::run, agent.scanThread).join();
    agent.uplink.start();
    long pause = options.scanAgain().toMillis();
    ScheduledFuture<?> _ =
        agent.scanThread.scheduleWithFixedDelay(
            agent::scanAgain, pause, pause, TimeUnit.MILLISECONDS);
    return agent;
  }

  private PeerListener listen(InstantSource clock) {
    return PeerListener.start(
        Tls.server(options.files(), Set.of(Identity.Kind.NODE), clock, this::unusable),
        new InetSocketAddress(options.peerPort()),
        policy ->
            new PeerServer(parts.id(), parts.driver(), parts.containers(), parts.locks(), policy),
        this::arrived,
        problem -> LOG.warn("{}", problem.getMessage()));
  }

  private Tls tls(Identity.Kind whom, InstantSource clock) {
    return Tls.client(options.files(), Set.of(whom), clock, this::unusable);
  }

  private void unusable(ProblemException why) {
    LOG.warn("{}", why.getMessage());
  }

  private AgentHello hello() {
    return new AgentHello(
        ProtocolVersion.MAJOR,
        ProtocolVersion.MINOR,
        options.version(),
        options.bootId(),
        UUID.randomUUID(),
        Optional.of(options.self().value()),
        peerPort(),
        parts.driver().name(),
        parts.driver().capabilities().liveTransfer(),
        parts.driver().capabilities().shrink(),
        half.datasets(),
        half.containers(),
        Optional.empty());
  }

  private void reportSoon() {
    // Nothing is seen before there is somebody to tell it: the uplink is made last.
    uplink.changed();
    news.changed();
  }

  private Optional<PeerDirectory.Entry> find(NodeName name) {
    return uplink.neighbours().values().stream()
        .filter(neighbour -> neighbour.peerPort() > 0)
        .filter(neighbour -> neighbour.host().filter(name.value()::equals).isPresent())
        .findFirst()
        .map(AgentService::entry);
  }

  private static PeerDirectory.Entry entry(Neighbour neighbour) {
    return new PeerDirectory.Entry(
        neighbour.id(), neighbour.host().orElseThrow(), neighbour.peerPort());
  }

  /**
   * Another node has handed a dataset over, or the other half of this one has changed it; who waits
   * for it shall not wait for a report.
   */
  private void arrived(DatasetId dataset) {
    assignments.unitOf(dataset).ifPresent(units::wake);
  }

  private void scanAgain() {
    try {
      if (scan.run()) {
        units.wakeAll();
        if (half.containers()) {
          traffic.wake();
        }
      }
    } catch (RuntimeException e) {
      // It must not be the last look.
      LOG.error("a defect, while looking at the node", e);
    }
  }

  private void scanSoon() {
    try {
      scanThread.execute(this::scanAgain);
    } catch (RejectedExecutionException e) {
      LOG.debug("the agent is shutting down", e);
    }
  }

  /** Waits until the control service has let the agent in once; says whether it has in time. */
  public boolean awaitJoined(Duration patience) throws InterruptedException {
    return joined.await(patience.toMillis(), TimeUnit.MILLISECONDS);
  }

  /**
   * The port at which it serves other nodes; 0 for an agent that has no volumes to give or take.
   */
  public int peerPort() {
    return peers.map(PeerListener::port).orElse(0);
  }

  /**
   * Lets go of the control service and of other nodes. What is in hand goes on in the background
   * until the process ends; the next start takes up what that leaves behind.
   */
  @Override
  public void close() {
    plugin.ifPresent(VolumePlugin::close);
    events.close();
    renewal.ifPresent(RenewalThread::close);
    scanThread.shutdownNow();
    uplink.close();
    uplinkThread.shutdown();
    units.close();
    traffic.close();
    peers.ifPresent(PeerListener::close);
    datasetAgent.ifPresent(ContainerAgentServer::close);
  }

  /**
   * Waits for the work on units, and the look at the node, that were in hand when this was closed;
   * says whether they have ended in time.
   */
  boolean awaitEnd(Duration patience) {
    try {
      return scanThread.awaitTermination(patience.toMillis(), TimeUnit.MILLISECONDS)
          && units.awaitEnd(patience);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /** On a thread of the container engine's client. */
  private final class Happenings implements ContainerEvents.Listener {

    @Override
    public void begun() {
      plugin.ifPresent(VolumePlugin::engineBegan);
      scanSoon();
    }

    @Override
    public void changed(ApplicationName container) {
      boolean ours = units.wake(new UnitId.OfContainer(container));
      if (!ours && half.containers()) {
        scanSoon();
      }
    }
  }

  /** On the thread of the uplink. */
  private final class Listener implements UplinkListener {

    @Override
    public void stateChanged(UplinkState state) {
      if (state instanceof UplinkState.Joined) {
        joined.countDown();
        plugin.ifPresent(VolumePlugin::joined);
      }
      news.changed();
    }

    @Override
    public void wishesChanged(Set<UnitId> changed) {
      keeper.keepSoon(uplink);
      assignments.wishes(uplink.wishes(), uplink.neighbours(), changed);
      news.changed();
    }

    @Override
    public void neighboursChanged(Set<NodeId> nodes) {
      keeper.keepSoon(uplink);
      Set<UnitId> concerned = new HashSet<>();
      for (Wish wish : uplink.wishes().units().values()) {
        if (wish.nodes().stream().anyMatch(nodes::contains)) {
          concerned.add(wish.id());
        }
      }
      assignments.wishes(uplink.wishes(), uplink.neighbours(), concerned);
    }
  }
}
