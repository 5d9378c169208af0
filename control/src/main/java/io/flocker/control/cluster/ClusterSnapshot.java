package io.flocker.control.cluster;

import io.flocker.core.model.DatasetId;
import io.flocker.core.model.NodeId;
import io.flocker.core.state.ObservedVolume;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.pcollections.HashTreePMap;
import org.pcollections.PMap;

/**
 * What is known of all nodes at one time. Immutable; each change makes a new one that shares what
 * is as before, at a cost proportional to the change.
 *
 * @param version grows by one with each change
 * @param nodes every node that was ever heard from since the control service started
 * @param copies which nodes have, or had when last heard from, a copy of each dataset
 */
public record ClusterSnapshot(
    long version,
    PMap<NodeId, NodeSnapshot> nodes,
    PMap<DatasetId, PMap<NodeId, ObservedVolume>> copies) {

  static final ClusterSnapshot EMPTY =
      new ClusterSnapshot(0, HashTreePMap.empty(), HashTreePMap.empty());

  /** A node, if it was heard from. */
  public Optional<NodeSnapshot> node(NodeId id) {
    return Optional.ofNullable(nodes.get(id));
  }

  /** The copies of a dataset by the nodes that have them. */
  public Map<NodeId, ObservedVolume> copiesOf(DatasetId dataset) {
    PMap<NodeId, ObservedVolume> found = copies.get(dataset);
    return found == null ? Map.of() : found;
  }

  /**
   * With another state of a node, whose volumes differ from the present one's in {@code datasets}.
   */
  ClusterSnapshot with(NodeSnapshot node, Iterable<DatasetId> datasets) {
    PMap<DatasetId, PMap<NodeId, ObservedVolume>> newCopies = copies;
    for (DatasetId dataset : datasets) {
      newCopies = copy(newCopies, dataset, node.id(), node.volumes().get(dataset));
    }
    return new ClusterSnapshot(version + 1, nodes.plus(node.id(), node), newCopies);
  }

  /** Without a node. */
  ClusterSnapshot without(NodeSnapshot node) {
    PMap<DatasetId, PMap<NodeId, ObservedVolume>> newCopies = copies;
    for (DatasetId dataset : node.volumes().keySet()) {
      newCopies = copy(newCopies, dataset, node.id(), null);
    }
    return new ClusterSnapshot(version + 1, nodes.minus(node.id()), newCopies);
  }

  private static PMap<DatasetId, PMap<NodeId, ObservedVolume>> copy(
      PMap<DatasetId, PMap<NodeId, ObservedVolume>> copies,
      DatasetId dataset,
      NodeId node,
      @Nullable ObservedVolume volume) {
    PMap<NodeId, ObservedVolume> before = copies.get(dataset);
    PMap<NodeId, ObservedVolume> start = before == null ? HashTreePMap.empty() : before;
    PMap<NodeId, ObservedVolume> after =
        volume == null ? start.minus(node) : start.plus(node, volume);
    return after.isEmpty() ? copies.minus(dataset) : copies.plus(dataset, after);
  }
}
