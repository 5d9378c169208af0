package io.flocker.cli.ctl;

import com.fasterxml.jackson.databind.JsonNode;
import io.flocker.cli.rest.RestClient;
import io.flocker.core.problem.Problem;
import io.flocker.core.problem.ProblemException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code flockerctl lease renew}. */
@Command(
    name = "renew",
    mixinStandardHelpOptions = true,
    description = "Has a lease last from now on, for the node that holds it.")
public final class RenewLease extends LeaseCommand {

  @Mixin private DatasetOption dataset = new DatasetOption();

  @Mixin private ExpiresOption expires = new ExpiresOption();

  @Override
  void run(RestClient client) {
    DatasetInfo leased = new ClusterView(client).dataset(dataset.given());
    String holder =
        client
            .get(LEASES)
            .valueStream()
            .filter(lease -> lease.path("dataset_id").asText().equals(leased.id()))
            .map(lease -> lease.path("node_uuid").asText())
            .findFirst()
            .orElseThrow(() -> nobody(leased));
    JsonNode renewed = hold(client, leased.id(), holder, expires);
    tell(renewed);
  }

  private static ProblemException nobody(DatasetInfo dataset) {
    return new ProblemException(
        new Problem(
            Problem.Kind.CONFIGURATION,
            "dataset " + dataset.called(),
            "nobody holds a lease on it, so there is none to renew",
            "acquire one: flockerctl lease acquire -d " + dataset.id() + " -n NODE"));
  }
}
