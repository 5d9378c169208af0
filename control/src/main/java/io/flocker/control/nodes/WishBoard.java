package io.flocker.control.nodes;

import io.flocker.core.model.NodeId;
import io.flocker.wire.UnitId;
import io.flocker.wire.Wish;
import io.flocker.wire.WishRevision;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Wishes in memory: whoever works them out puts them here, and agents are told. A board begins a
 * history of its own, so that after a restart of the control service every agent gets everything
 * once. Safe for use by several threads.
 */
public final class WishBoard implements Wishes {

  private final String history = UUID.randomUUID().toString();
  private final Map<NodeId, NodeWishes> nodes = new ConcurrentHashMap<>();

  @Override
  public Subscription subscribe(NodeId node, Optional<WishRevision> since, Receiver receiver) {
    NodeWishes wishes = of(node);
    wishes.add(since, receiver);
    return () -> wishes.remove(receiver);
  }

  /**
   * Changes a node's wishes in one step.
   *
   * @return the revision from which on an agent knows it; the present one if nothing is different
   */
  public WishRevision change(NodeId node, Iterable<Wish> changed, Set<UnitId> gone) {
    return of(node).change(changed, gone);
  }

  private NodeWishes of(NodeId node) {
    return nodes.computeIfAbsent(node, id -> new NodeWishes(id, history));
  }
}
