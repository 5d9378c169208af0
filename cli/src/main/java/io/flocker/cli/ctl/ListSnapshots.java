package io.flocker.cli.ctl;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.flocker.cli.rest.RestClient;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code flockerctl snapshot list}. */
@Command(
    name = "list",
    aliases = "ls",
    mixinStandardHelpOptions = true,
    description = "Shows the snapshots of a dataset, and on which nodes they are.")
public final class ListSnapshots extends ServiceCommand {

  @Mixin private DatasetOption dataset = new DatasetOption();

  @Option(
      names = {"-l", "--long"},
      description = "Show whole ids.")
  private boolean whole;

  @Override
  void run(RestClient client) {
    ClusterView cluster = new ClusterView(client);
    JsonNode snapshots =
        cluster
            .status(cluster.dataset(dataset.given()).id())
            .filter(status -> status.has("snapshots"))
            .map(status -> status.path("snapshots"))
            .orElseGet(JsonNodeFactory.instance::arrayNode);
    print(snapshots, () -> table(snapshots));
  }

  private Table table(JsonNode snapshots) {
    boolean wide = format() == Format.WIDE;
    Table table =
        wide
            ? new Table("SNAPSHOT", "STATE", "TAKEN", "SIZE", "SERVER", "REASON")
            : new Table("SNAPSHOT", "STATE", "TAKEN", "SIZE", "SERVER");
    for (JsonNode snapshot : snapshots) {
      JsonNode held = snapshot.path("held");
      Stream<String> cells =
          Stream.of(
              snapshot.path("name").asText(),
              snapshot.path("state").asText(),
              held.path(0).path("taken").asText(""),
              size(held.path(0).path("size")),
              held.valueStream()
                  .map(one -> Ids.shown(one.path("node_uuid").asText(), whole || wide))
                  .collect(Collectors.joining(",")));
      Stream<String> more = wide ? Stream.of(snapshot.path("reason").asText()) : Stream.empty();
      table.row(Stream.concat(cells, more).toArray(String[]::new));
    }
    return table;
  }

  private static String size(JsonNode bytes) {
    return bytes.isNumber() ? Quantity.gibibytes(bytes.asLong()) : "";
  }
}
