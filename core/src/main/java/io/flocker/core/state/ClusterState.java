package io.flocker.core.state;

import io.flocker.core.model.NodeId;
import io.flocker.core.model.NodeName;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** The states of all nodes of a deployment, by the names that the deployment gives them. */
public record ClusterState(SortedMap<NodeName, NodeState> nodes) {

  public ClusterState {
    nodes = Collections.unmodifiableSortedMap(new TreeMap<>(nodes));
  }

  /** The name under which a node is part of this deployment; empty if it is not. */
  public Optional<NodeName> nameOf(NodeId id) {
    return nodes.entrySet().stream()
        .filter(entry -> entry.getValue().id().equals(id))
        .map(Map.Entry::getKey)
        .findFirst();
  }
}
