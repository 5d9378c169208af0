package io.flocker.cli.ctl;

import com.fasterxml.jackson.databind.JsonNode;
import io.flocker.cli.rest.RestClient;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code flockerctl lease list}. */
@Command(
    name = "list",
    aliases = "ls",
    mixinStandardHelpOptions = true,
    description = "Shows which datasets are in use where.")
public final class ListLeases extends LeaseCommand {

  @Option(
      names = {"-l", "--long"},
      description = "Show whole ids.")
  private boolean whole;

  @Override
  void run(RestClient client) {
    JsonNode leases = client.get(LEASES);
    print(leases, () -> table(leases));
  }

  private Table table(JsonNode leases) {
    boolean full = whole || format() == Format.WIDE;
    Table table = new Table("DATASET", "SERVER", "EXPIRES", "TAKEN BY");
    for (JsonNode lease : leases) {
      table.row(
          Ids.shown(lease.path("dataset_id").asText(), full),
          Ids.shown(lease.path("node_uuid").asText(), full),
          expires(lease),
          lease.path("purpose").asText("a user"));
    }
    return table;
  }
}
