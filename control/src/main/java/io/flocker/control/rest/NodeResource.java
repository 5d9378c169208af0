package io.flocker.control.rest;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.flocker.api.certificate.Role;
import io.flocker.control.model.Command;
import io.flocker.control.model.Node;
import io.flocker.core.model.NodeId;
import java.util.stream.Stream;

/** {@code /v1/configuration/nodes}: that a node is part of the cluster no more. */
final class NodeResource {

  private final Submissions submissions;

  NodeResource(Submissions submissions) {
    this.submissions = submissions;
  }

  Stream<Route> routes() {
    return Stream.of(
        Route.of("DELETE", "/v1/configuration/nodes/{}", Role.ADMIN, this::decommission));
  }

  private Response decommission(Request request, String key) {
    NodeId node = id(key);
    return Response.ok(
        form(
            (Node)
                submissions
                    .of(request, new Command.DecommissionNode(node))
                    .subject()
                    .orElseThrow()));
  }

  /**
   * A node's id in a path.
   *
   * @throws ApiException 404 when it is none
   */
  static NodeId id(String key) {
    try {
      return NodeId.parse(key);
    } catch (IllegalArgumentException e) {
      throw new ApiException(
          404, "Node not found: \"" + Body.cut(key) + "\" is not the id of any.");
    }
  }

  static ObjectNode form(Node node) {
    ObjectNode form = Json.object().put("uuid", node.key()).put("host", node.host());
    StatusForm.time(form, "decommissioned", node.decommissioned());
    return form;
  }
}
