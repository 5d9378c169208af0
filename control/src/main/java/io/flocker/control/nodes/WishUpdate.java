package io.flocker.control.nodes;

import io.flocker.core.model.NodeId;
import io.flocker.wire.UnitId;
import io.flocker.wire.Wish;
import io.flocker.wire.WishRevision;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What changed in a node's wishes.
 *
 * @param revision that it leads to
 * @param complete it says everything: what it does not mention is no longer the node's business
 * @param neighbours every other node that the wishes mention now; there in the first update of a
 *     subscription, and whenever it is different from before
 */
public record WishUpdate(
    WishRevision revision,
    boolean complete,
    Map<UnitId, Wish> changed,
    Set<UnitId> gone,
    Optional<Set<NodeId>> neighbours) {

  public WishUpdate {
    changed = Map.copyOf(changed);
    gone = Set.copyOf(gone);
    neighbours = neighbours.map(Set::copyOf);
  }
}
