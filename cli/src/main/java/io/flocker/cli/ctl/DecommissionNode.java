package io.flocker.cli.ctl;

import io.flocker.cli.rest.RestClient;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code flockerctl decommission-node}. */
@Command(
    name = "decommission-node",
    mixinStandardHelpOptions = true,
    description = "Has a node, on which nothing is wanted any more, leave the cluster for good.")
public final class DecommissionNode extends ServiceCommand {

  @Option(
      names = {"-n", "--node"},
      required = true,
      paramLabel = "NODE",
      description = "Which one: the beginning of its id, or its address.")
  private String node = "";

  @Override
  void run(RestClient client) {
    NodeInfo leaving = new ClusterView(client).node(node);
    print(
        client.delete("/v1/configuration/nodes/" + leaving.id(), null),
        "node " + leaving.called() + " is no longer part of the cluster");
  }
}
