package io.flocker.cli.ctl;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import io.flocker.cli.rest.RestClient;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** A command that has a dataset made, changed or removed, and may wait until that is so. */
@Command
abstract class ChangeCommand extends ServiceCommand {

  static final String DATASETS = "/v1/configuration/datasets";
  static final String SNAPSHOTS = "/snapshots";

  @Mixin private WaitOptions waitOptions = new WaitOptions();

  @Override
  void prepare() {
    argument("--timeout", waitOptions::patience);
  }

  static String configured(DatasetInfo dataset) {
    return DATASETS + "/" + dataset.id();
  }

  /**
   * Tells what was done, or waits and tells what has become of it.
   *
   * @param answer what the service said to the change
   * @param written for a person who does not wait
   */
  final void tell(RestClient client, JsonNode answer, String written, Goal goal) {
    if (!waitOptions.isWanted()) {
      print(answer, written);
      return;
    }
    ProgressLine line =
        new ProgressLine(
            err(),
            program().isTerminal(),
            ProgressLine.columns(program().environment().get("COLUMNS")));
    String id = answer.path("dataset_id").asText();
    Optional<JsonNode> reached = new Waiting(client, line, waitOptions.patience()).until(id, goal);
    print(reached.orElse(NullNode.getInstance()), outcome(id, reached.map(DatasetInfo::of), goal));
  }

  private static String outcome(String id, Optional<DatasetInfo> dataset, Goal goal) {
    return goal.subject(id)
        + " is "
        + goal.words()
        + dataset
            .filter(one -> goal.isAboutContent() && one.isThere())
            .flatMap(DatasetInfo::place)
            .map(place -> ", at " + place.path())
            .orElse("");
  }
}
