package io.flocker.agent.uplink;

import io.flocker.core.model.NodeId;
import io.flocker.protocol.v1.Neighbours;
import io.flocker.wire.Neighbour;
import io.flocker.wire.NeighbourMessages;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.pcollections.HashTreePMap;
import org.pcollections.PMap;

/** Writes down who the neighbours are. For one thread; {@link #all} may be called by any. */
final class NeighbourBook {

  private volatile PMap<NodeId, Neighbour> neighbours = HashTreePMap.empty();

  Map<NodeId, Neighbour> all() {
    return neighbours;
  }

  /** Everything, as the control service would say it. */
  Neighbours complete() {
    return Neighbours.newBuilder()
        .setComplete(true)
        .addAllChanged(all().values().stream().map(NeighbourMessages::write).toList())
        .build();
  }

  /** Takes a message; returns the nodes that are different or gone. */
  Set<NodeId> accept(Neighbours message) {
    PMap<NodeId, Neighbour> before = neighbours;
    PMap<NodeId, Neighbour> after = message.getComplete() ? HashTreePMap.empty() : before;
    for (io.flocker.protocol.v1.Neighbour changed : message.getChangedList()) {
      Neighbour neighbour = NeighbourMessages.read(changed);
      after = after.plus(neighbour.id(), neighbour);
    }
    for (String gone : message.getGoneList()) {
      after = after.minus(NeighbourMessages.node(gone));
    }
    neighbours = after;
    Set<NodeId> touched = new HashSet<>(before.keySet());
    touched.addAll(after.keySet());
    PMap<NodeId, Neighbour> now = after;
    touched.removeIf(node -> now.containsKey(node) && now.get(node).equals(before.get(node)));
    return touched;
  }
}
