package io.flocker.cli.ctl;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.flocker.cli.rest.RestClient;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code flockerctl restore}. */
@Command(
    name = "restore",
    mixinStandardHelpOptions = true,
    description = "Takes a dataset out of the trash, with all that is in it.")
public final class Restore extends ChangeCommand {

  @Parameters(
      paramLabel = "DATASET",
      description =
          "The beginning of the dataset's id, or the name that it had; `flockerctl list --trash`"
              + " shows them.")
  private String dataset = "";

  @Option(
      names = {"-n", "--name"},
      paramLabel = "NAME",
      description = "Another name, where the one that it had is given to another dataset now.")
  private @Nullable String name;

  @Override
  void run(RestClient client) {
    DatasetInfo restored = new ClusterView(client).trashedDataset(dataset);
    ObjectNode body = JsonNodeFactory.instance.objectNode();
    if (name != null) {
      body.put("name", name);
    }
    tell(
        client,
        client.post(configured(restored) + "/restore", null, body),
        "restored dataset " + restored.id() + restored.nameOr(name).map(" as "::concat).orElse(""),
        new Goal.AttachedOn(restored.wanted().map(DatasetInfo.Wanted::primary).orElse("")));
  }
}
