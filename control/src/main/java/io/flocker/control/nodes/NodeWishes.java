package io.flocker.control.nodes;

import io.flocker.core.model.NodeId;
import io.flocker.wire.UnitId;
import io.flocker.wire.Wish;
import io.flocker.wire.WishRevision;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The wishes of one node with the revision at which each changed last. Receivers are called under
 * the lock, so that updates arrive in their order; they neither wait nor call back.
 */
final class NodeWishes {

  /** So many departures are remembered; who missed more gets everything. */
  private static final int DEPARTURES = 1_000;

  private record Entry(Wish wish, long revision) {}

  private final NodeId node;
  private final String history;
  private final Map<UnitId, Entry> units = new LinkedHashMap<>();
  private final SortedMap<Long, Set<UnitId>> departures = new TreeMap<>();
  private final Map<NodeId, Integer> mentions = new HashMap<>();
  private final List<Wishes.Receiver> receivers = new ArrayList<>();
  private long revision;
  private long forgotten;

  NodeWishes(NodeId node, String history) {
    this.node = node;
    this.history = history;
  }

  synchronized void add(Optional<WishRevision> since, Wishes.Receiver receiver) {
    receivers.add(receiver);
    receiver.receive(
        since
            .filter(seen -> seen.history().equals(history))
            .map(WishRevision::revision)
            .filter(seen -> seen >= forgotten && seen <= revision)
            .map(this::since)
            .orElseGet(this::everything));
  }

  synchronized void remove(Wishes.Receiver receiver) {
    receivers.remove(receiver);
  }

  private WishUpdate everything() {
    return update(true, changedAfter(-1), Set.of(), Optional.of(mentions.keySet()));
  }

  private WishUpdate since(long seen) {
    Set<UnitId> gone = new HashSet<>();
    departures.tailMap(seen + 1).values().forEach(gone::addAll);
    gone.removeIf(units::containsKey);
    return update(false, changedAfter(seen), gone, Optional.of(mentions.keySet()));
  }

  private Map<UnitId, Wish> changedAfter(long seen) {
    Map<UnitId, Wish> changed = new HashMap<>();
    units.forEach((id, entry) -> {
      if (entry.revision() > seen) {
        changed.put(id, entry.wish());
      }
    });
    return changed;
  }

  private WishUpdate update(
      boolean complete,
      Map<UnitId, Wish> changed,
      Set<UnitId> gone,
      Optional<Set<NodeId>> neighbours) {
    return new WishUpdate(new WishRevision(history, revision), complete, changed, gone, neighbours);
  }

  synchronized WishRevision change(Iterable<Wish> wishes, Set<UnitId> leaving) {
    Map<UnitId, Wish> changed = new HashMap<>();
    for (Wish wish : wishes) {
      Entry before = units.get(wish.id());
      if (before == null || !before.wish().equals(wish)) {
        changed.put(wish.id(), wish);
      }
    }
    Set<UnitId> gone = new HashSet<>(leaving);
    gone.retainAll(units.keySet());
    gone.removeAll(changed.keySet());
    if (!changed.isEmpty() || !gone.isEmpty()) {
      revision++;
      boolean others = apply(changed, gone);
      WishUpdate update =
          update(false, changed, gone, others ? Optional.of(mentions.keySet()) : Optional.empty());
      receivers.forEach(receiver -> receiver.receive(update));
    }
    return new WishRevision(history, revision);
  }

  /** Whether other neighbours are mentioned than before. */
  private boolean apply(Map<UnitId, Wish> changed, Set<UnitId> gone) {
    boolean others = false;
    for (Map.Entry<UnitId, Wish> change : changed.entrySet()) {
      Entry before = units.put(change.getKey(), new Entry(change.getValue(), revision));
      others |= mention(change.getValue(), 1);
      others |= before != null && mention(before.wish(), -1);
    }
    for (UnitId id : gone) {
      Entry before = units.remove(id);
      others |= before != null && mention(before.wish(), -1);
    }
    if (!gone.isEmpty()) {
      departures.put(revision, Set.copyOf(gone));
    }
    if (departures.size() > DEPARTURES) {
      forgotten = departures.firstKey();
      departures.remove(forgotten);
    }
    return others;
  }

  private boolean mention(Wish wish, int times) {
    boolean others = false;
    for (NodeId mentioned : wish.nodes()) {
      if (!mentioned.equals(node)) {
        int count = mentions.merge(mentioned, times, Integer::sum);
        others |= count == 0 || count == times;
        if (count == 0) {
          mentions.remove(mentioned);
        }
      }
    }
    return others;
  }
}
