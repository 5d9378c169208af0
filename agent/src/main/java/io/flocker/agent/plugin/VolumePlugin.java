package io.flocker.agent.plugin;

import io.flocker.agent.uplink.Uplink;
import io.flocker.core.problem.ProblemException;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.ScheduledExecutorService;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Docker's volume plugin of one node, put together. Safe for use by several threads. */
public final class VolumePlugin implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(VolumePlugin.class);

  private final LocalVolumes local;
  private final MountLeases leases;
  private final StaleMounts stale;
  private final DockerPlugin plugin;
  private @Nullable PluginServer server;

  private VolumePlugin(
      LocalVolumes local, MountLeases leases, StaleMounts stale, DockerPlugin plugin) {
    this.local = local;
    this.leases = leases;
    this.stale = stale;
    this.plugin = plugin;
  }

  /**
   * One that does not serve yet.
   *
   * @param news to be told of what changes in what {@code local} says, and in the uplink's state
   * @param clock begins what is due later; stays the caller's
   */
  public static VolumePlugin of(
      LocalVolumes local,
      Uplink uplink,
      MountLedger ledger,
      News news,
      ScheduledExecutorService clock,
      InstantSource time) {
    return of(
        local,
        new UplinkVolumes(uplink, news, time),
        ledger,
        news,
        clock,
        NodeVolumes.Times.STANDARD,
        DockerPlugin.Patience.STANDARD,
        StaleMounts.Times.STANDARD);
  }

  static VolumePlugin of(
      LocalVolumes local,
      ControlVolumes control,
      MountLedger ledger,
      News news,
      ScheduledExecutorService clock,
      NodeVolumes.Times times,
      DockerPlugin.Patience patience,
      StaleMounts.Times staleTimes) {
    MountLeases leases = new MountLeases(ledger, control, times, clock);
    StaleMounts stale = new StaleMounts(ledger, leases, local, staleTimes, clock);
    NodeVolumes volumes = new NodeVolumes(local, control, ledger, leases, stale, news, times);
    return new VolumePlugin(
        local,
        leases,
        stale,
        new DockerPlugin(volumes, patience, new ToldVolumes(ToldVolumes.LATELY)));
  }

  /** Serves from now on, if it shall. */
  public synchronized void serve(PluginOptions options) {
    Optional<PluginServer> serving =
        options
            .handedOver()
            .map(socket -> PluginServer.on(socket, plugin, PluginConnection.Limits.STANDARD));
    if (serving.isEmpty() && !options.sockets().isEmpty()) {
      serving =
          Optional.of(PluginServer.at(options.sockets(), plugin, PluginConnection.Limits.STANDARD));
    }
    server = serving.orElse(null);
    introduce();
  }

  /**
   * Docker asks each driver before it answers, this one too: nobody may wait for it who is needed
   * for that. Before it is served there is nothing to be found.
   */
  private synchronized void introduce() {
    if (server != null) {
      Thread _ =
          Thread.ofVirtual()
              .name("introduction")
              .start(() -> {
                try {
                  local.introduceToDocker();
                } catch (ProblemException e) {
                  LOG.debug("Docker is away; it is asked again when it is back", e);
                }
              });
    }
  }

  /** The control service has let this node in. */
  public void joined() {
    Thread _ = Thread.ofVirtual().name("leases").start(leases::catchUp);
  }

  /** Docker's events are followed from now on: it, or this agent, has begun anew. */
  public void engineBegan() {
    stale.engineBegan();
    introduce();
  }

  /** Ends it. What Docker has mounted stays mounted, and is found again at the next start. */
  @Override
  public synchronized void close() {
    leases.close();
    if (server != null) {
      server.close();
    }
  }
}
