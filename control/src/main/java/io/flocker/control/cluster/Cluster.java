package io.flocker.control.cluster;

import io.flocker.core.model.ApplicationName;
import io.flocker.core.model.DatasetId;
import io.flocker.core.model.NodeId;
import io.flocker.wire.AgentHello;
import io.flocker.wire.CertificateState;
import io.flocker.wire.ReportDelta;
import io.flocker.wire.UnitId;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/**
 * The observed state of all nodes, in memory. It remembers what a lost node said last, marked as
 * unreachable. Safe for use by several threads; readers never wait for writers.
 */
public final class Cluster {

  private final InstantSource clock;
  private final List<Consumer<ClusterChange>> listeners = new CopyOnWriteArrayList<>();
  // Replaced under the lock of this object, read without it.
  private volatile ClusterSnapshot snapshot = ClusterSnapshot.EMPTY;

  /** Nothing is known yet. */
  public Cluster(InstantSource clock) {
    this.clock = clock;
  }

  /** How everything is now. */
  public ClusterSnapshot now() {
    return snapshot;
  }

  /**
   * Tells about each change from now on, after it has happened. Changes of several nodes may arrive
   * in another order than they happened: a listener looks at {@link #now}. It must not wait for
   * anything: it runs on the thread that carries the agents' messages.
   */
  public void listen(Consumer<ClusterChange> listener) {
    listeners.add(listener);
  }

  /**
   * An agent has connected; whatever could not be there beside it is replaced.
   *
   * @return the revision of the last report that is known of this process; 0: none
   */
  public long join(NodeId node, long connection, AgentHello hello, String seenAs) {
    ClusterChange change;
    long revision;
    synchronized (this) {
      NodeSnapshot before = snapshot.node(node).orElse(NodeSnapshot.unknown(node));
      NodeSnapshot after =
          before.joined(
              new AgentLink(
                  connection,
                  hello,
                  seenAs,
                  new Presence.Connected(clock.instant()),
                  Optional.empty(),
                  0,
                  Optional.empty()));
      boolean rebooted = before.isRebootedBy(hello);
      Set<DatasetId> datasets = rebooted ? before.volumes().keySet() : Set.of();
      snapshot = snapshot.with(after, datasets);
      revision = after.link(connection).map(AgentLink::revision).orElse(0L);
      change =
          new ClusterChange(
              node,
              true,
              datasets,
              rebooted ? before.containers().keySet() : Set.of(),
              rebooted ? before.statuses().keySet() : Set.of());
    }
    tell(change);
    return revision;
  }

  /** A connection has ended; nothing happens if another one has taken its place. */
  public void leave(NodeId node, long connection) {
    synchronized (this) {
      Optional<NodeSnapshot> before = snapshot.node(node);
      if (before.flatMap(known -> known.link(connection)).isEmpty()) {
        return;
      }
      snapshot = snapshot.with(before.get().left(connection, clock.instant()), Set.of());
    }
    tell(new ClusterChange(node, true, Set.of(), Set.of(), Set.of()));
  }

  /** How the certificate of an agent is; nothing happens if its connection was replaced. */
  public synchronized void certificate(NodeId node, long connection, CertificateState state) {
    snapshot
        .node(node)
        .ifPresent(known -> snapshot = snapshot.with(known.certified(connection, state), Set.of()));
  }

  /**
   * An agent has reported; nothing happens if its connection was replaced.
   *
   * @throws IllegalArgumentException for a difference to a report that is not known
   */
  public void report(NodeId node, long connection, ReportDelta delta) {
    ClusterChange change;
    synchronized (this) {
      Optional<NodeSnapshot> known = snapshot.node(node);
      Optional<AgentLink> link = known.flatMap(of -> of.link(connection));
      if (known.isEmpty() || link.isEmpty()) {
        return;
      }
      if (!delta.complete() && !link.get().hasReported()) {
        throw new IllegalArgumentException(
            "report " + delta.revision() + " is a difference, but nothing is known to differ from");
      }
      NodeSnapshot before = known.get();
      NodeSnapshot after = before.reported(link.get(), delta);
      change = change(before, after, delta);
      snapshot = snapshot.with(after, change.datasets());
    }
    tell(change);
  }

  private static ClusterChange change(NodeSnapshot before, NodeSnapshot after, ReportDelta delta) {
    Set<DatasetId> datasets =
        touched(
            delta.complete(),
            before.volumes(),
            after.volumes(),
            delta.volumes(),
            delta.goneVolumes());
    Set<ApplicationName> containers =
        touched(
            delta.complete(),
            before.containers(),
            after.containers(),
            delta.containers(),
            delta.goneContainers());
    Set<UnitId> statuses =
        touched(
            delta.complete(),
            before.statuses(),
            after.statuses(),
            delta.statuses(),
            delta.goneStatuses());
    return new ClusterChange(after.id(), false, datasets, containers, statuses);
  }

  private static <K, V> Set<K> touched(
      boolean complete, Map<K, V> before, Map<K, V> after, Map<K, V> changed, Set<K> gone) {
    Set<K> candidates = new HashSet<>(changed.keySet());
    candidates.addAll(gone);
    if (complete) {
      candidates.addAll(before.keySet());
    }
    candidates.removeIf(key -> Objects.equals(before.get(key), after.get(key)));
    return candidates;
  }

  /** A node was taken out of the cluster: what it said is forgotten. */
  public void forget(NodeId node) {
    Optional<NodeSnapshot> known;
    synchronized (this) {
      known = snapshot.node(node);
      known.ifPresent(forgotten -> snapshot = snapshot.without(forgotten));
    }
    known.ifPresent(forgotten ->
        tell(
            new ClusterChange(
                node,
                true,
                forgotten.volumes().keySet(),
                forgotten.containers().keySet(),
                forgotten.statuses().keySet())));
  }

  private void tell(ClusterChange change) {
    listeners.forEach(listener -> listener.accept(change));
  }
}
