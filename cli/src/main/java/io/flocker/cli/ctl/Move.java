package io.flocker.cli.ctl;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.flocker.cli.rest.RestClient;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code flockerctl move}. */
@Command(
    name = "move",
    mixinStandardHelpOptions = true,
    description = "Moves a dataset with all that is in it to another node.")
public final class Move extends ChangeCommand {

  @Mixin private DatasetOption dataset = new DatasetOption();

  @Option(
      names = {"-t", "--destination", "--target"},
      required = true,
      paramLabel = "NODE",
      description = "Where it should be: the beginning of the node's id, or its address.")
  private String destination = "";

  @Mixin private ForceOption force = new ForceOption();

  @Override
  void run(RestClient client) {
    ClusterView cluster = new ClusterView(client);
    DatasetInfo moved = cluster.dataset(dataset.given());
    NodeInfo target = cluster.node(destination);
    tell(
        client,
        client.post(
            configured(moved),
            force.query(),
            JsonNodeFactory.instance.objectNode().put("primary", target.id())),
        "initiated move of dataset "
            + moved.called()
            + " to node "
            + target.called()
            + "; `flockerctl list` shows when it is there",
        new Goal.AttachedOn(target.id()));
  }
}
