package io.flocker.cli.ctl;

import com.fasterxml.jackson.databind.JsonNode;
import io.flocker.cli.rest.RestClient;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code flockerctl explain}. */
@Command(
    name = "explain",
    mixinStandardHelpOptions = true,
    description = "Says what is wanted of a dataset, what there is, and why it is not as wanted.")
public final class Explain extends ServiceCommand {

  @Mixin private DatasetOption dataset = new DatasetOption();

  @Override
  void run(RestClient client) {
    DatasetInfo explained = new ClusterView(client).dataset(dataset.given());
    JsonNode answer = client.get("/v1/explain/datasets/" + explained.id());
    StringBuilder text =
        new StringBuilder("dataset ")
            .append(explained.called())
            .append(": ")
            .append(answer.path("phase").asText());
    for (JsonNode sentence : answer.path("sentences")) {
      text.append(System.lineSeparator()).append(sentence.asText());
    }
    print(answer, text.toString());
  }
}
