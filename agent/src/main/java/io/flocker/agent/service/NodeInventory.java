package io.flocker.agent.service;

import io.flocker.agent.unit.Inventory;
import io.flocker.agent.uplink.NodeReporter;
import io.flocker.core.model.ApplicationName;
import io.flocker.core.model.DatasetId;
import io.flocker.core.state.ObservedContainer;
import io.flocker.core.state.ObservedVolume;
import io.flocker.wire.NodeFacts;
import io.flocker.wire.NodeReport;
import io.flocker.wire.UnitId;
import io.flocker.wire.UnitStatus;
import io.flocker.wire.WishRevision;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;

/** What was last seen on the node. Safe for use by several threads. */
final class NodeInventory implements Inventory, NodeReporter {

  private final Runnable changed;
  private final Consumer<DatasetId> volumeChanged;
  private final Map<DatasetId, ObservedVolume> volumes = new HashMap<>();
  private final Map<ApplicationName, ObservedContainer> containers = new HashMap<>();
  private final Map<UnitId, UnitStatus> statuses = new HashMap<>();
  private final LookedAt lookedAt = new LookedAt();
  private NodeFacts facts = NodeFacts.NONE;
  // What workers saw since a look at everything began: newer than what that look will bring.
  private final Set<Object> seenMeanwhile = new HashSet<>();

  /**
   * @param changed told after each change, by whoever made it, and not inside of locks
   * @param volumeChanged told in the same way of each volume of which a worker has seen a change
   */
  NodeInventory(Runnable changed, Consumer<DatasetId> volumeChanged) {
    this.changed = changed;
    this.volumeChanged = volumeChanged;
  }

  @Override
  public void seen(DatasetId dataset, Optional<ObservedVolume> copy) {
    if (seen(volumes, dataset, copy)) {
      volumeChanged.accept(dataset);
    }
  }

  @Override
  public void seen(ApplicationName container, Optional<ObservedContainer> found) {
    boolean _ = seen(containers, container, found);
  }

  /** How far the work on a unit is; empty when there is nothing to say any more. */
  void status(UnitId unit, Optional<UnitStatus> status) {
    boolean news;
    synchronized (this) {
      news = put(statuses, unit, status);
    }
    if (news) {
      changed.run();
    }
  }

  private <K, V> boolean seen(Map<K, V> map, K key, Optional<V> value) {
    boolean news;
    synchronized (this) {
      seenMeanwhile.add(key);
      news = put(map, key, value);
    }
    if (news) {
      changed.run();
    }
    return news;
  }

  private static <K, V> boolean put(Map<K, V> map, K key, Optional<V> value) {
    V before = value.isPresent() ? map.put(key, value.get()) : map.remove(key);
    return !Objects.equals(before, value.orElse(null));
  }

  @Override
  public void looked(UnitId unit, long turn) {
    reaching(() -> lookedAt.looked(unit, turn));
  }

  /** A unit's wish of this turn was taken up. */
  synchronized void taken(UnitId unit, long turn) {
    lookedAt.taken(unit, turn);
  }

  /** A unit is no longer this node's business. */
  void dropped(UnitId unit) {
    reaching(() -> lookedAt.dropped(unit));
    status(unit, Optional.empty());
  }

  /** All wishes of a revision were taken up, the last of them at this turn. */
  void complete(long turn, WishRevision revision) {
    reaching(() -> lookedAt.complete(turn, revision));
  }

  private void reaching(Runnable progress) {
    boolean news;
    synchronized (this) {
      Optional<WishRevision> before = lookedAt.reached();
      progress.run();
      news = !before.equals(lookedAt.reached());
    }
    if (news) {
      changed.run();
    }
  }

  /** A look at everything begins; {@link #everything} ends it. One at a time. */
  synchronized void beginLook() {
    seenMeanwhile.clear();
  }

  /**
   * Everything that was found since {@link #beginLook}; empty for what could not be looked at.
   *
   * @return whether anything is different from what was known
   */
  boolean everything(
      Optional<List<ObservedVolume>> allVolumes,
      Optional<List<ObservedContainer>> allContainers,
      Optional<NodeFacts> newFacts) {
    boolean news = false;
    synchronized (this) {
      if (allVolumes.isPresent()) {
        news |= replace(volumes, allVolumes.get(), ObservedVolume::dataset);
      }
      if (allContainers.isPresent()) {
        news |= replace(containers, allContainers.get(), ObservedContainer::name);
      }
      if (newFacts.isPresent()) {
        news |= !facts.equals(newFacts.get());
        facts = newFacts.get();
      }
    }
    if (news) {
      changed.run();
    }
    return news;
  }

  private <K, V> boolean replace(Map<K, V> known, List<V> all, Function<V, K> keyOf) {
    Map<K, V> before = new HashMap<>(known);
    Map<K, V> found = all.stream().collect(Collectors.toMap(keyOf, Function.identity()));
    known.keySet().removeIf(key -> !found.containsKey(key) && !seenMeanwhile.contains(key));
    found.forEach((key, value) -> {
      if (!seenMeanwhile.contains(key)) {
        known.put(key, value);
      }
    });
    return !before.equals(known);
  }

  /** A copy as it was seen last. */
  synchronized Optional<ObservedVolume> volume(DatasetId dataset) {
    return Optional.ofNullable(volumes.get(dataset));
  }

  /** How far the work on a unit was when its worker told last. */
  synchronized Optional<UnitStatus> status(UnitId unit) {
    return Optional.ofNullable(statuses.get(unit));
  }

  @Override
  public synchronized NodeReport report() {
    return new NodeReport(lookedAt.reached(), volumes, containers, facts, statuses);
  }
}
