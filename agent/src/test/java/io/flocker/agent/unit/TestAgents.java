package io.flocker.agent.unit;

import io.flocker.agent.half.Half;
import io.flocker.agent.peer.PeerDirectory;
import io.flocker.agent.peer.PeerListener;
import io.flocker.agent.peer.TlsPeerTransport;
import io.flocker.api.certificate.Identity;
import io.flocker.api.certificate.Tls;
import io.flocker.api.certificate.TlsFiles;
import io.flocker.api.certificate.authority.AuthorityFolder;
import io.flocker.api.certificate.authority.IssuedFiles;
import io.flocker.api.certificate.authority.KeyKind;
import io.flocker.core.model.ApplicationName;
import io.flocker.core.model.DatasetId;
import io.flocker.core.model.NodeId;
import io.flocker.core.model.NodeName;
import io.flocker.core.state.NodeState;
import io.flocker.core.state.ObservedContainer;
import io.flocker.core.state.ObservedVolume;
import io.flocker.node.docker.DockerRuntime;
import io.flocker.node.peer.PeerMessage;
import io.flocker.node.peer.PeerServer;
import io.flocker.node.route.IptablesRouter;
import io.flocker.storage.VolumeLocks;
import io.flocker.storage.btrfs.BtrfsDriver;
import io.flocker.storage.process.Commands;
import io.flocker.wire.UnitId;
import io.flocker.wire.UnitStatus;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/** Agents of several nodes in one process, as far as datasets go, each on an address of its own. */
final class TestAgents implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofMinutes(1);
  private static final Duration YEAR = Duration.ofDays(365);

  /** One node. */
  private final class Agent implements Inventory {

    final NodeName name;
    final NodeId id = new NodeId(UUID.randomUUID());
    final Map<DatasetId, ObservedVolume> volumes = new ConcurrentHashMap<>();
    final Map<UnitId, UnitStatus> statuses = new ConcurrentHashMap<>();
    final BtrfsDriver driver;
    final Tls tls;
    final PeerListener listener;
    final Units units;

    Agent(NodeName name, Path folder, Path volumesRoot) throws IOException {
      this.name = name;
      Path root = Files.createDirectories(volumesRoot.resolve(id.toString()));
      this.driver = new BtrfsDriver(root, new Commands());
      VolumeLocks locks = new VolumeLocks(folder.resolve(id + ".locks"));
      DockerRuntime containers = new DockerRuntime(folder.resolve("no-docker-here"));
      TlsFiles files = certificate(new Identity.Node(authority.cluster(), id));
      this.listener =
          PeerListener.start(
              Tls.server(files, Set.of(Identity.Kind.NODE), CLOCK, _ -> {}),
              new InetSocketAddress(name.value(), 0),
              policy -> new PeerServer(id, driver, containers, locks, policy),
              dataset -> units().wake(new UnitId.OfDataset(dataset)),
              _ -> {});
      this.tls = Tls.client(files, Set.of(Identity.Kind.NODE), CLOCK, _ -> {});
      TlsPeerTransport transport = transport(id);
      NodeUnitHost host =
          new NodeUnitHost(
              new NodeUnitHost.Parts(
                  Half.BOTH,
                  id,
                  name,
                  driver,
                  _ -> {},
                  locks,
                  containers,
                  new IptablesRouter(),
                  transport,
                  _ -> {}),
              this);
      this.units =
          new Units(
              new Surroundings(
                  Half.BOTH,
                  name,
                  host,
                  CLOCK,
                  new Random(1),
                  new Retry(Duration.ofMillis(50), Duration.ofMillis(500)),
                  Duration.ofHours(1)),
              statuses::put);
    }

    /** The way to other nodes, under the name of {@code claimed}. */
    TlsPeerTransport transport(NodeId claimed) {
      return new TlsPeerTransport(
          tls,
          new PeerMessage.Hello(PeerMessage.PROTOCOL, claimed, driver.name()),
          TestAgents.this::find,
          PATIENCE);
    }

    private Units units() {
      return units;
    }

    @Override
    public void seen(DatasetId dataset, Optional<ObservedVolume> copy) {
      Optional<ObservedVolume> before =
          Optional.ofNullable(
              copy.isPresent() ? volumes.put(dataset, copy.get()) : volumes.remove(dataset));
      if (!before.equals(copy)) {
        changed.accept(name);
      }
    }

    @Override
    public void seen(ApplicationName container, Optional<ObservedContainer> found) {
      throw new IllegalStateException("no unit here has a container");
    }

    @Override
    public void looked(UnitId unit, long turn) {}
  }

  private static final InstantSource CLOCK = InstantSource.system();

  private final Path certificates;
  private final AuthorityFolder authority;
  private final Consumer<NodeName> changed;
  private final SortedMap<NodeName, Agent> agents = new TreeMap<>();

  /**
   * @param changed told which node has other volumes than before
   */
  TestAgents(Path folder, Path volumes, Consumer<NodeName> changed, String... addresses)
      throws IOException {
    this.certificates = Files.createTempDirectory(folder, "cluster");
    this.authority =
        AuthorityFolder.initialize(certificates, "test", KeyKind.EC, YEAR.multipliedBy(2), CLOCK);
    this.changed = changed;
    for (String address : addresses) {
      NodeName name = new NodeName(address);
      agents.put(name, new Agent(name, folder, volumes));
    }
  }

  private TlsFiles certificate(Identity.Node identity) throws IOException {
    KeyPair pair = KeyKind.EC.generate();
    TlsFiles files = TlsFiles.in(certificates, identity.node().toString());
    Files.write(files.key(), IssuedFiles.key(pair.getPrivate()));
    Files.write(
        files.certificate(),
        IssuedFiles.certificate(
            authority.issue(identity, List.of("127.0.0.1"), pair.getPublic(), YEAR)));
    return files;
  }

  private Optional<PeerDirectory.Entry> find(NodeName name) {
    return Optional.ofNullable(agents.get(name))
        .map(agent -> new PeerDirectory.Entry(agent.id, name.value(), agent.listener.port()));
  }

  private Agent agent(NodeName name) {
    return Objects.requireNonNull(agents.get(name));
  }

  List<NodeName> names() {
    return List.copyOf(agents.keySet());
  }

  NodeName nameOf(NodeId id) {
    return agents.values().stream()
        .filter(agent -> agent.id.equals(id))
        .map(agent -> agent.name)
        .findFirst()
        .orElseThrow();
  }

  void assign(NodeName node, UnitWish wish) {
    agent(node).units.assign(wish);
  }

  Optional<ObservedVolume> copy(NodeName node, DatasetId dataset) {
    return Optional.ofNullable(agent(node).volumes.get(dataset));
  }

  /** What a node has reported. */
  NodeState reported(NodeName node) {
    Agent agent = agent(node);
    return NodeState.empty(agent.id)
        .withVolumes(agent.driver.name(), List.copyOf(agent.volumes.values()));
  }

  Optional<UnitStatus> status(NodeName node, UnitId key) {
    return Optional.ofNullable(agent(node).statuses.get(key));
  }

  /** Connects two nodes; the one that calls says to be {@code claimed}. */
  void connect(NodeName from, NodeName to, NodeId claimed) {
    agent(from).transport(claimed).connect(to).close();
  }

  /** The node answers no other node any more. */
  void hangUp(NodeName node) {
    agent(node).listener.close();
  }

  @Override
  public void close() {
    for (Agent agent : agents.values()) {
      agent.units.close();
      agent.listener.close();
    }
    for (Agent agent : agents.values()) {
      // The folders that it works in are about to go.
      boolean _ = agent.units.awaitEnd(PATIENCE);
    }
  }
}
