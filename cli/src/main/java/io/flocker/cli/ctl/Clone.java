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

/** {@code flockerctl clone}. */
@Command(
    name = "clone",
    mixinStandardHelpOptions = true,
    description = {
      "Makes a dataset with the content of another one, sharing what neither changes, on the",
      "node where that one, or its snapshot, is."
    })
public final class Clone extends ChangeCommand {

  private static final String UNLIMITED = "none";

  @Mixin private DatasetOption dataset = new DatasetOption();

  @Option(
      names = {"-s", "--snapshot"},
      paramLabel = "NAME",
      description = "The snapshot to clone (default: as it is now).")
  private @Nullable String snapshot;

  @Option(
      names = {"-n", "--node"},
      paramLabel = "NODE",
      description = "Where it should be (default: where what is cloned is; no other will do).")
  private @Nullable String node;

  @Option(
      names = "--size",
      paramLabel = "SIZE",
      description = "How much it may hold; none for no limit (default: as what is cloned).")
  private @Nullable String size;

  @Mixin private MetadataOption metadata = new MetadataOption();

  private Optional<Size> limit() {
    return Optional.ofNullable(size)
        .filter(given -> !given.equals(UNLIMITED))
        .map(given -> argument("--size", () -> Quantity.parse(given)));
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
    ClusterView cluster = new ClusterView(client);
    DatasetInfo source = cluster.dataset(dataset.given());
    String target = node == null ? whereItIs(cluster, source) : cluster.node(node).id();
    ObjectNode body =
        JsonNodeFactory.instance
            .objectNode()
            // Chosen here, so that a request whose answer is lost has not made another one.
            .put("dataset_id", UUID.randomUUID().toString())
            .put("primary", target);
    ObjectNode from = body.putObject("from").put("dataset_id", source.id());
    if (snapshot != null) {
      from.put("snapshot", snapshot);
    }
    if (size != null) {
      limit()
          .ifPresentOrElse(
              bytes -> body.put("maximum_size", bytes.bytes()), () -> body.putNull("maximum_size"));
    }
    pairs().forEach(body.putObject("metadata")::put);
    JsonNode created = client.post(DATASETS, null, body);
    tell(
        client,
        created,
        "created dataset in configuration: "
            + created.path("dataset_id").asText()
            + ", a clone of "
            + source.called()
            + "; `flockerctl list` shows when it is there",
        new Goal.AttachedOn(target));
  }

  /** The service knows better if this is wrong, and says so. */
  private String whereItIs(ClusterView cluster, DatasetInfo source) {
    return cluster.status(source.id()).stream()
        .flatMap(status -> status.path("snapshots").valueStream())
        .filter(one -> one.path("name").asText().equals(snapshot))
        .filter(one -> one.path("state").asText().equals("taken"))
        .map(one -> one.path("held").path(0).path("node_uuid").asText())
        .findFirst()
        .or(() -> source.place().map(DatasetInfo.Place::node))
        .or(() -> source.wanted().map(DatasetInfo.Wanted::primary))
        .orElse("");
  }
}
