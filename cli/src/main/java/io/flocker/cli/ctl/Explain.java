package io.flocker.cli.ctl;

import com.fasterxml.jackson.databind.JsonNode;
import io.flocker.cli.rest.RestClient;
import java.util.Optional;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;

/** {@code flockerctl explain}. */
@Command(
    name = "explain",
    mixinStandardHelpOptions = true,
    description =
        "Says what is wanted of a dataset or a container, what there is, and why it is not as"
            + " wanted.")
public final class Explain extends ServiceCommand {

  private static final String EXPLAIN = "/v1/explain/";

  @ArgGroup(multiplicity = "1")
  private SubjectOption subject = new SubjectOption();

  @Override
  void prepare() {
    argument("--container", subject::container);
  }

  @Override
  void run(RestClient client) {
    Optional<String> container = subject.container();
    if (container.isPresent()) {
      String name = container.get();
      explain("container " + name, client.get(EXPLAIN + "containers/" + name));
    } else {
      DatasetInfo dataset = new ClusterView(client).dataset(subject.dataset());
      explain("dataset " + dataset.called(), client.get(EXPLAIN + "datasets/" + dataset.id()));
    }
  }

  private void explain(String subject, JsonNode answer) {
    StringBuilder text =
        new StringBuilder(subject).append(": ").append(answer.path("phase").asText());
    for (JsonNode sentence : answer.path("sentences")) {
      text.append(System.lineSeparator()).append(sentence.asText());
    }
    print(answer, text.toString());
  }
}
