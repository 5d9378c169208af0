package io.flocker.cli.ctl;

import io.flocker.cli.rest.RestClient;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code flockerctl destroy}. */
@Command(
    name = "destroy",
    mixinStandardHelpOptions = true,
    description = "Destroys a dataset and all that is in it, on every node.")
public final class Destroy extends ChangeCommand {

  @Mixin private DatasetOption dataset = new DatasetOption();
  @Mixin private ForceOption force = new ForceOption();

  @Override
  void run(RestClient client) {
    DatasetInfo destroyed = new ClusterView(client).dataset(dataset.given());
    tell(
        client,
        client.delete(configured(destroyed), force.query()),
        "marked dataset "
            + destroyed.called()
            + " as deleted; `flockerctl list` shows it until it has disappeared",
        new Goal.Destroyed());
  }
}
