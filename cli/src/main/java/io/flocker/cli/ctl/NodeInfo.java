package io.flocker.cli.ctl;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.stream.Collectors;

/**
 * A node as {@code /v1/status/nodes} tells it.
 *
 * @param host its address; empty while none is known
 * @param state {@code connected} or why it is not
 * @param since since when it is so; empty if that is not known
 * @param era the boot id of its machine; empty while it is not known
 * @param release of its agents; empty while it is not known
 */
record NodeInfo(String id, String host, String state, String since, String era, String release) {

  static NodeInfo of(JsonNode node) {
    return new NodeInfo(
        node.path("uuid").asText(),
        node.path("host").asText(""),
        node.path("state").asText(""),
        node.path("since").asText(""),
        node.path("era").asText(""),
        node.path("agents")
            .valueStream()
            .map(agent -> agent.path("release").asText(""))
            .distinct()
            .collect(Collectors.joining(", ")));
  }

  boolean isConnected() {
    return state.equals("connected");
  }

  /** Whether it is no longer part of the cluster. */
  boolean hasLeft() {
    return state.equals("decommissioned");
  }

  /** Its state, and since when. */
  String presence() {
    return since.isEmpty() ? state : state + " since " + since;
  }

  /** How a message calls it. */
  String called() {
    return host.isEmpty() ? id : id + " (" + host + ")";
  }
}
