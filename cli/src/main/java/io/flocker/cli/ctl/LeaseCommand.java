package io.flocker.cli.ctl;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.flocker.cli.rest.RestClient;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;

/** A command about leases. */
@Command
abstract class LeaseCommand extends ServiceCommand {

  static final String LEASES = "/v1/configuration/leases";

  // A hundred years, as the service allows.
  private static final double LONGEST = 3_155_760_000.0;

  /** Seconds as an argument; empty for ever. */
  final Optional<Double> seconds(String option, @Nullable Double given) {
    if (given != null && !(given > 0 && given <= LONGEST)) {
      throw misuse(option + ": " + given + " (expected: a number of seconds above 0)");
    }
    return Optional.ofNullable(given);
  }

  /** Has a lease begin, or last from now on. */
  static JsonNode hold(RestClient client, String dataset, String node, Optional<Double> seconds) {
    ObjectNode body =
        JsonNodeFactory.instance.objectNode().put("dataset_id", dataset).put("node_uuid", node);
    seconds.ifPresentOrElse(
        duration -> body.put("expires", duration), () -> body.putNull("expires"));
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
