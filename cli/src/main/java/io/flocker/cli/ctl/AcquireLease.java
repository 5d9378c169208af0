package io.flocker.cli.ctl;

import io.flocker.cli.rest.RestClient;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code flockerctl lease acquire}. */
@Command(
    name = "acquire",
    mixinStandardHelpOptions = true,
    description = "Says that a dataset is in use on a node. Refused while another node says so.")
public final class AcquireLease extends LeaseCommand {

  @Mixin private DatasetOption dataset = new DatasetOption();

  @Option(
      names = {"-n", "--node"},
      required = true,
      paramLabel = "NODE",
      description = "Where it is in use: the beginning of the node's id, or its address.")
  private String node = "";

  @Mixin private ExpiresOption expires = new ExpiresOption();

  @Override
  void run(RestClient client) {
    ClusterView cluster = new ClusterView(client);
    tell(hold(client, cluster.dataset(dataset.given()).id(), cluster.node(node).id(), expires));
  }
}
