package io.flocker.cli.ctl;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Optional;

/**
 * A container as {@code /v1/status/containers} tells it.
 *
 * @param node the id of the node that it should be on, or is on if nobody asked for it; empty if it
 *     is neither wanted nor found
 * @param phase how far it is
 * @param ports such as {@code 8080->80}: that of every node, and that of the container
 * @param found where it is, and whether it runs there
 */
record ContainerInfo(
    String name,
    Optional<String> node,
    String phase,
    String image,
    List<String> ports,
    List<Found> found,
    DatasetInfo.Reasons reasons) {

  /** One on a node. */
  record Found(String node, boolean running) {}

  static ContainerInfo of(JsonNode status) {
    JsonNode wanted = status.path("wanted");
    JsonNode shown = wanted.isObject() ? wanted : status.path("observed").path(0);
    return new ContainerInfo(
        status.path("name").asText(),
        Optional.of(shown.path("node_uuid").asText("")).filter(id -> !id.isEmpty()),
        status.path("phase").asText(""),
        shown.path("image").asText(""),
        shown
            .path("ports")
            .valueStream()
            .map(port -> port.path("external").asText() + "->" + port.path("internal").asText())
            .toList(),
        status
            .path("observed")
            .valueStream()
            .map(one -> new Found(one.path("node_uuid").asText(), one.path("running").asBoolean()))
            .toList(),
        DatasetInfo.Reasons.of(status));
  }
}
