package io.flocker.control.service;

import io.flocker.control.cluster.AgentLink;
import io.flocker.control.cluster.Cluster;
import io.flocker.control.cluster.ClusterSnapshot;
import io.flocker.control.model.Command;
import io.flocker.control.model.Node;
import io.flocker.control.model.VolumeCommand;
import io.flocker.control.store.ConfigurationStore;
import io.flocker.core.model.DatasetId;
import io.flocker.core.model.UserSnapshot;
import io.flocker.core.problem.ProblemException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What becomes due by time alone: leases end, the trash is emptied, deleted datasets and old
 * history are forgotten.
 */
final class Housekeeping implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Housekeeping.class);
  private static final String NAME = "flocker-control";
  private static final Duration LEASES = Duration.ofSeconds(1);
  private static final Duration FORGETTING = Duration.ofHours(1);

  private final ConfigurationStore store;
  private final Cluster cluster;
  private final Duration retention;
  private final InstantSource clock;
  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().name("housekeeping").daemon(true).factory());

  private Housekeeping(
      ConfigurationStore store, Cluster cluster, Duration retention, InstantSource clock) {
    this.store = store;
    this.cluster = cluster;
    this.retention = retention;
    this.clock = clock;
  }

  static Housekeeping start(
      ConfigurationStore store, Cluster cluster, Duration retention, InstantSource clock) {
    Housekeeping housekeeping = new Housekeeping(store, cluster, retention, clock);
    housekeeping.every(LEASES, housekeeping::endLeases);
    housekeeping.every(LEASES, housekeeping::emptyTrash);
    housekeeping.every(FORGETTING, housekeeping::forget);
    return housekeeping;
  }

  private void every(Duration pause, Runnable duty) {
    ScheduledFuture<?> _ =
        thread.scheduleWithFixedDelay(
            () -> guarded(duty), pause.toMillis(), pause.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** Whatever fails, a full disk perhaps, is due again at the next time. */
  private static void guarded(Runnable duty) {
    try {
      duty.run();
    } catch (ProblemException e) {
      LOG.warn("{}; it is tried again", e.getMessage());
    } catch (RuntimeException e) {
      LOG.error("a defect of Flocker; it is tried again", e);
    }
  }

  private void endLeases() {
    if (!store.snapshot().expiredLeases(clock.instant()).isEmpty()) {
      store.submit(new Command.ExpireLeases(), NAME);
    }
  }

  private void emptyTrash() {
    if (!store.snapshot().endedTrash(clock.instant()).isEmpty()) {
      store.submit(new VolumeCommand.EmptyTrash(), NAME);
    }
  }

  private void forget() {
    Instant before = clock.instant().minus(retention);
    store.trimHistory(before);
    ClusterSnapshot now = cluster.now();
    if (store.snapshot().nodes().values().stream().allMatch(node -> isHeard(node, now))) {
      store.purge(before, dataset -> !cluster.now().copiesOf(dataset).isEmpty());
      store.purgeSnapshots(before, this::isReported);
    }
  }

  private boolean isReported(DatasetId dataset, UserSnapshot snapshot) {
    return cluster.now().copiesOf(dataset).values().stream()
        .anyMatch(copy -> copy.snapshot(snapshot).isPresent());
  }

  /** Only then is it known what a node has; one that left the cluster has no say. */
  private static boolean isHeard(Node node, ClusterSnapshot now) {
    return !node.isUsable()
        || now.node(node.id())
            .flatMap(known -> known.datasetAgent())
            .filter(AgentLink::isConnected)
            .filter(AgentLink::hasReported)
            .isPresent();
  }

  @Override
  public void close() {
    thread.shutdownNow();
  }
}
