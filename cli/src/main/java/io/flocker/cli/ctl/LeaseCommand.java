package io.flocker.cli.ctl;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.flocker.cli.rest.RestClient;
import picocli.CommandLine.Command;

/** A command about leases. */
@Command
abstract class LeaseCommand extends ServiceCommand {

  static final String LEASES = "/v1/configuration/leases";

  /** Has a lease begin, or last from now on. */
  static JsonNode hold(RestClient client, String dataset, String node, ExpiresOption expires) {
    ObjectNode body =
        JsonNodeFactory.instance.objectNode().put("dataset_id", dataset).put("node_uuid", node);
    expires.write(body);
    return client.post(LEASES, null, body);
  }

  /** Such as {@code never} or {@code in 30 s}. */
  static String expires(JsonNode lease) {
    JsonNode left = lease.path("expires");
    return left.isNumber() ? "in " + Math.max(0, left.asLong()) + " s" : "never";
  }

  final void tell(JsonNode lease) {
    print(
        lease,
        "node "
            + lease.path("node_uuid").asText()
            + " holds the lease on dataset "
            + lease.path("dataset_id").asText()
            + "; it expires "
            + expires(lease));
  }
}
