package io.flocker.cli.ctl;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.flocker.cli.rest.RestClient;
import io.flocker.core.model.Size;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code flockerctl create}. */
@Command(
    name = "create",
    mixinStandardHelpOptions = true,
    description = "Makes a dataset: an empty volume on a node, of which there is no other.")
public final class Create extends ChangeCommand {

  @Option(
      names = {"-n", "--node"},
      required = true,
      paramLabel = "NODE",
      description = "Where it should be: the beginning of the node's id, or its address.")
  private String node = "";

  @Option(
      names = {"-s", "--size"},
      paramLabel = "SIZE",
      description = "How much it may hold, such as 10G or 512M (default: no limit).")
  private @Nullable String size;

  @Mixin private MetadataOption metadata = new MetadataOption();

  private Optional<Size> limit() {
    return Optional.ofNullable(size).map(given -> argument("--size", () -> Quantity.parse(given)));
  }

  private Map<String, String> pairs() {
    return argument("--metadata", metadata::pairs);
  }

  @Override
  void prepare() {
    super.prepare();
    limit();
    pairs();
  }

  @Override
  void run(RestClient client) {
    NodeInfo target = new ClusterView(client).node(node);
    ObjectNode body =
        JsonNodeFactory.instance
            .objectNode()
            // Chosen here, so that a request whose answer is lost has not made another one.
            .put("dataset_id", UUID.randomUUID().toString())
            .put("primary", target.id());
    limit().ifPresent(bytes -> body.put("maximum_size", bytes.bytes()));
    pairs().forEach(body.putObject("metadata")::put);
    JsonNode created = client.post(DATASETS, null, body);
    tell(
        client,
        created,
        "created dataset in configuration: "
            + created.path("dataset_id").asText()
            + "; `flockerctl list` shows when it is there",
        new Goal.AttachedOn(target.id()));
  }
}
