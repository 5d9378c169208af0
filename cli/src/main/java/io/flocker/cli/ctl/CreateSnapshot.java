package io.flocker.cli.ctl;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.flocker.cli.rest.RestClient;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code flockerctl snapshot create}. */
@Command(
    name = "create",
    mixinStandardHelpOptions = true,
    description = "Has a snapshot taken of a dataset, on the node where it can be written to.")
public final class CreateSnapshot extends ChangeCommand {

  @Mixin private DatasetOption dataset = new DatasetOption();
  @Mixin private SnapshotOption name = new SnapshotOption();

  @Override
  void run(RestClient client) {
    DatasetInfo parent = new ClusterView(client).dataset(dataset.given());
    tell(
        client,
        client.post(
            configured(parent) + SNAPSHOTS,
            null,
            JsonNodeFactory.instance.objectNode().put("name", name.given())),
        "asked for snapshot "
            + name.given()
            + " of dataset "
            + parent.called()
            + "; `flockerctl snapshot list` shows when it is there",
        new Goal.SnapshotTaken(name.given()));
  }
}
