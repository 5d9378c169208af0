package io.flocker.cli.ctl;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** How tables show the nodes that other objects are on. */
final class Servers {

  private final Map<String, NodeInfo> nodes;
  private final boolean whole;

  /**
   * Those of a cluster.
   *
   * @param answer what the service says of its nodes
   * @param whole whether ids are shown whole
   */
  Servers(JsonNode answer, boolean whole) {
    this.nodes =
        ClusterView.nodes(answer).stream()
            .collect(Collectors.toMap(NodeInfo::id, Function.identity()));
    this.whole = whole;
  }

  /** Such as {@code 1acbab49 (172.16.70.251)}. */
  String shown(String id) {
    NodeInfo node = nodes.get(id);
    return node == null
        ? "<missing>"
        : Ids.shown(id, whole)
            + " ("
            + (node.host().isEmpty() ? "address unknown" : node.host())
            + (node.isConnected() ? "" : ", " + node.state())
            + ")";
  }
}
