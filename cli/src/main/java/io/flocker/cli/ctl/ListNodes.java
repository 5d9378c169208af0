package io.flocker.cli.ctl;

import com.fasterxml.jackson.databind.JsonNode;
import io.flocker.cli.rest.RestClient;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code flockerctl list-nodes}. */
@Command(
    name = "list-nodes",
    aliases = "status",
    mixinStandardHelpOptions = true,
    description = "Shows the nodes of the cluster, also those that are not reachable now.")
public final class ListNodes extends ServiceCommand {

  @Option(
      names = {"-l", "--long"},
      description = "Show whole ids.")
  private boolean whole;

  @Override
  void run(RestClient client) {
    JsonNode nodes = new ClusterView(client).nodes();
    print(nodes, () -> format() == Format.WIDE ? wide(nodes) : table(nodes));
  }

  /** The columns of the original, which programs read too: what is new goes into the address. */
  private Table table(JsonNode nodes) {
    Table table = new Table("SERVER", "ADDRESS");
    for (NodeInfo node : ClusterView.nodes(nodes)) {
      String address = node.host().isEmpty() ? "unknown" : node.host();
      table.row(
          Ids.shown(node.id(), whole),
          node.isConnected() ? address : address + " (" + node.presence() + ")");
    }
    return table;
  }

  private Table wide(JsonNode nodes) {
    Table table = new Table("SERVER", "ADDRESS", "STATE", "VERSION", "ERA");
    for (NodeInfo node : ClusterView.nodes(nodes)) {
      table.row(
          Ids.shown(node.id(), whole), node.host(), node.presence(), node.release(), node.era());
    }
    return table;
  }
}
