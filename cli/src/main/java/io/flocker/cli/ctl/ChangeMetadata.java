package io.flocker.cli.ctl;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.flocker.cli.rest.RestClient;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code flockerctl metadata}. */
@Command(
    name = "metadata",
    mixinStandardHelpOptions = true,
    description = "Shows or changes what is known about a dataset, such as its name.")
public final class ChangeMetadata extends ServiceCommand {

  private static final String DATASETS = "/v1/configuration/datasets";

  @Mixin private DatasetOption dataset = new DatasetOption();

  @Option(
      names = {"-m", "--metadata"},
      paramLabel = "KEY=VALUE,...",
      description = "Set these; what is not mentioned stays.")
  private List<String> set = new ArrayList<>();

  @Option(
      names = {"-r", "--remove"},
      paramLabel = "KEY",
      description = "Remove this; may be repeated.")
  private List<String> removed = new ArrayList<>();

  private Map<String, String> pairs() {
    return argument("--metadata", () -> Metadata.parse(set));
  }

  @Override
  void prepare() {
    pairs();
  }

  @Override
  void run(RestClient client) {
    DatasetInfo described = new ClusterView(client).dataset(dataset.given());
    Map<String, String> metadata =
        set.isEmpty() && removed.isEmpty()
            ? described.wanted().map(DatasetInfo.Wanted::metadata).orElse(Map.of())
            : change(client, described);
    print(form(metadata), Metadata.text(metadata));
  }

  /** What others change meanwhile stays: what was read and is no longer so is read again. */
  private Map<String, String> change(RestClient client, DatasetInfo described) {
    ClusterView cluster = new ClusterView(client);
    DatasetInfo now = described;
    while (true) {
      Map<String, String> metadata = changed(now);
      ObjectNode body = JsonNodeFactory.instance.objectNode();
      body.set("metadata", form(metadata));
      long version = now.wanted().map(DatasetInfo.Wanted::version).orElse(0L);
      if (client.patchIf(DATASETS + "/" + now.id(), version, body).isPresent()) {
        return metadata;
      }
      now = cluster.dataset(now.id());
    }
  }

  private Map<String, String> changed(DatasetInfo dataset) {
    Map<String, String> metadata =
        new TreeMap<>(dataset.wanted().map(DatasetInfo.Wanted::metadata).orElse(Map.of()));
    metadata.keySet().removeAll(removed);
    metadata.putAll(pairs());
    return metadata;
  }

  private static JsonNode form(Map<String, String> metadata) {
    ObjectNode form = JsonNodeFactory.instance.objectNode();
    metadata.forEach(form::put);
    return form;
  }
}
