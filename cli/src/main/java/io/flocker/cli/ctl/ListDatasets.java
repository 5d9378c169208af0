package io.flocker.cli.ctl;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.flocker.cli.rest.RestClient;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code flockerctl list}. */
@Command(
    name = "list",
    aliases = "ls",
    description = "Shows the datasets, where each should be and whether it is there.")
public final class ListDatasets extends ServiceCommand {

  @Option(
      names = {"-d", "--deleted"},
      description = "Show those too that have been deleted.")
  private boolean deleted;

  @Option(
      names = {"-t", "--trash"},
      description = "Show those that have been removed and can be restored, and no others.")
  private boolean trash;

  @Option(
      names = {"-l", "--long"},
      description = "Show whole ids.")
  private boolean whole;

  @Option(
      names = {"-h", "--human"},
      description = "Changes nothing; the original had it.")
  @SuppressWarnings("UnusedVariable")
  private boolean human;

  @Option(names = "--help", usageHelp = true, description = "Show this help message and exit.")
  @SuppressWarnings("UnusedVariable")
  private boolean help;

  @Override
  void run(RestClient client) {
    ClusterView cluster = new ClusterView(client);
    ArrayNode shown = JsonNodeFactory.instance.arrayNode();
    cluster.datasets().valueStream().filter(this::isAskedFor).forEach(shown::add);
    print(shown, () -> table(shown, cluster.nodes()));
  }

  /** The original's states of a deletion: one that is under way is always shown. */
  private boolean isAskedFor(JsonNode dataset) {
    DatasetInfo.Standing standing = DatasetInfo.of(dataset).standing();
    if (trash) {
      return standing == DatasetInfo.Standing.TRASHED;
    }
    return standing != DatasetInfo.Standing.TRASHED
        && (deleted || standing != DatasetInfo.Standing.DELETED);
  }

  private Table table(JsonNode datasets, JsonNode nodes) {
    Servers servers = new Servers(nodes, whole);
    if (trash) {
      return trashed(datasets, servers);
    }
    return format() == Format.WIDE ? wide(datasets, servers) : table(datasets, servers);
  }

  private Table trashed(JsonNode datasets, Servers servers) {
    Table table = new Table("DATASET", "SIZE", "METADATA", "TRASHED", "UNTIL", "SERVER");
    for (DatasetInfo dataset : ClusterView.datasets(datasets)) {
      DatasetInfo.Wanted wanted = dataset.wanted().orElseThrow();
      DatasetInfo.Trash removed = wanted.trash().orElseThrow();
      table.row(
          Ids.shown(dataset.id(), whole),
          size(wanted),
          Metadata.text(wanted.metadata()),
          removed.since(),
          removed.until(),
          servers.shown(wanted.primary()));
    }
    return table;
  }

  private static String server(DatasetInfo dataset, DatasetInfo.Wanted wanted, Servers servers) {
    return dataset.unplaced() ? "" : servers.shown(wanted.primary());
  }

  private Table table(JsonNode datasets, Servers servers) {
    Table table = new Table("DATASET", "SIZE", "METADATA", "STATUS", "SERVER");
    for (DatasetInfo dataset : ClusterView.datasets(datasets)) {
      dataset
          .wanted()
          .ifPresent(wanted ->
              table.row(
                  Ids.shown(dataset.id(), whole),
                  size(wanted),
                  Metadata.text(wanted.metadata()),
                  dataset.standing().toString(),
                  server(dataset, wanted, servers)));
    }
    return table;
  }

  private Table wide(JsonNode datasets, Servers servers) {
    Table table =
        new Table(
            "DATASET", "SIZE", "METADATA", "STATUS", "SERVER", "PHASE", "ON", "PATH", "REASON");
    for (DatasetInfo dataset : ClusterView.datasets(datasets)) {
      Optional<DatasetInfo.Wanted> wanted = dataset.wanted();
      Optional<DatasetInfo.Place> place = dataset.place();
      table.row(
          Ids.shown(dataset.id(), whole),
          wanted.map(ListDatasets::size).orElse(""),
          wanted.map(DatasetInfo.Wanted::metadata).map(Metadata::text).orElse(""),
          dataset.standing().toString(),
          wanted.map(one -> server(dataset, one, servers)).orElse(""),
          dataset.phase(),
          place.map(where -> servers.shown(where.node())).orElse(""),
          place.map(DatasetInfo.Place::path).orElse(""),
          dataset.reasons().line());
    }
    return table;
  }

  private static String size(DatasetInfo.Wanted wanted) {
    return wanted.maximumSize().isPresent()
        ? Quantity.gibibytes(wanted.maximumSize().getAsLong())
        : "<no quota>";
  }
}
