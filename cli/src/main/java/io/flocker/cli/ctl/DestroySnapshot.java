package io.flocker.cli.ctl;

import io.flocker.cli.rest.RestClient;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code flockerctl snapshot destroy}. */
@Command(
    name = "destroy",
    mixinStandardHelpOptions = true,
    description = "Destroys a snapshot of a dataset, on every node.")
public final class DestroySnapshot extends ChangeCommand {

  @Mixin private DatasetOption dataset = new DatasetOption();
  @Mixin private SnapshotOption name = new SnapshotOption();

  @Override
  void run(RestClient client) {
    DatasetInfo parent = new ClusterView(client).dataset(dataset.given());
    String encoded = URLEncoder.encode(name.given(), StandardCharsets.UTF_8);
    tell(
        client,
        client.delete(configured(parent) + SNAPSHOTS + "/" + encoded, null),
        "marked snapshot " + name.given() + " of dataset " + parent.called() + " as deleted",
        new Goal.SnapshotGone(name.given()));
  }
}
