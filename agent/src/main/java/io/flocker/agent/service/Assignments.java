package io.flocker.agent.service;

import io.flocker.agent.half.Half;
import io.flocker.agent.unit.Units;
import io.flocker.agent.unit.WishReader;
import io.flocker.agent.uplink.WishList;
import io.flocker.core.model.DatasetId;
import io.flocker.core.model.NodeId;
import io.flocker.core.model.NodeName;
import io.flocker.wire.Neighbour;
import io.flocker.wire.UnitId;
import io.flocker.wire.WantedDataset;
import io.flocker.wire.Wish;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Hands what the control service wants to those who bring it about. For one thread, but {@link
 * #unitOf} may be called by any.
 */
final class Assignments {

  private final Half half;
  private final NodeId self;
  private final NodeName selfName;
  private final Units units;
  private final Traffic traffic;
  private final NodeInventory inventory;
  private final Map<UnitId, Wish> taken = new HashMap<>();
  private final Map<DatasetId, UnitId> unitOf = new ConcurrentHashMap<>();
  private final Set<Integer> gonePorts = new HashSet<>();
  private long turn;

  /**
   * @param half what is of no concern to it is not taken up
   */
  Assignments(
      Half half,
      NodeId self,
      NodeName selfName,
      Units units,
      Traffic traffic,
      NodeInventory inventory) {
    this.half = half;
    this.self = self;
    this.selfName = selfName;
    this.units = units;
    this.traffic = traffic;
    this.inventory = inventory;
  }

  /** The datasets that are this node's business, and their units. */
  Map<DatasetId, UnitId> units() {
    return Map.copyOf(unitOf);
  }

  /** The unit that a dataset belongs to; empty for one that is not this node's business. */
  Optional<UnitId> unitOf(DatasetId dataset) {
    return Optional.ofNullable(unitOf.get(dataset));
  }

  /**
   * Takes up wishes.
   *
   * @param changed the units whose wishes, or what is known for them of other nodes, are different
   *     or gone
   */
  void wishes(WishList wishes, Map<NodeId, Neighbour> neighbours, Set<UnitId> changed) {
    WishReader reader = new WishReader(self, selfName, neighbours);
    boolean ports = false;
    for (UnitId unit : changed) {
      forget(unit);
      Optional<Wish> wish =
          Optional.ofNullable(wishes.units().get(unit)).filter(half::isConcernedBy);
      wish.ifPresent(now -> taken.put(unit, now));
      if (unit instanceof UnitId.OfPort(int port)) {
        ports = half.containers();
        gonePorts.remove(port);
        if (wish.isEmpty()) {
          gonePorts.add(port);
          inventory.status(unit, Optional.empty());
        }
      } else {
        wish.ifPresentOrElse(now -> assign(reader, now), () -> dismiss(unit));
      }
    }
    wishes.revision().ifPresent(revision -> inventory.complete(turn, revision));
    if (ports) {
      traffic.want(new Traffic.Wanted(ports(reader), gonePorts));
    }
  }

  private void forget(UnitId unit) {
    Wish before = taken.remove(unit);
    if (before != null) {
      before.datasets().forEach(dataset -> unitOf.remove(dataset.dataset(), unit));
    }
  }

  private void assign(WishReader reader, Wish wish) {
    for (WantedDataset dataset : wish.datasets()) {
      unitOf.put(dataset.dataset(), wish.id());
    }
    turn++;
    inventory.taken(wish.id(), turn);
    units.assign(reader.read(turn, wish));
  }

  private void dismiss(UnitId unit) {
    units.dismiss(unit);
    inventory.dropped(unit);
  }

  /** A node that cannot be named yet is left out: a route to it comes when it has joined. */
  private SortedMap<Integer, Optional<NodeName>> ports(WishReader reader) {
    SortedMap<Integer, Optional<NodeName>> ports = new TreeMap<>();
    for (Wish wish : taken.values()) {
      if (wish instanceof Wish.OfPort(int port, NodeId node)) {
        if (node.equals(self)) {
          ports.put(port, Optional.empty());
        } else {
          reader.hostOf(node).ifPresent(host -> ports.put(port, Optional.of(host)));
        }
      }
    }
    return ports;
  }
}
