package io.flocker.cli.ctl;

import com.fasterxml.jackson.databind.JsonNode;
import io.flocker.cli.rest.RestClient;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code flockerctl lease release}. */
@Command(
    name = "release",
    mixinStandardHelpOptions = true,
    description = "Says that a dataset is no longer in use.")
public final class ReleaseLease extends LeaseCommand {

  @Mixin private DatasetOption dataset = new DatasetOption();

  @Override
  void run(RestClient client) {
    DatasetInfo leased = new ClusterView(client).dataset(dataset.given());
    JsonNode released = client.delete(LEASES + "/" + leased.id(), null);
    print(
        released,
        "released the lease of node "
            + released.path("node_uuid").asText()
            + " on dataset "
            + leased.called());
  }
}
