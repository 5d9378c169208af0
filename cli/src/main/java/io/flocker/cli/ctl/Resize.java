package io.flocker.cli.ctl;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.flocker.cli.rest.RestClient;
import io.flocker.core.model.Size;
import java.util.Optional;
import java.util.OptionalLong;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code flockerctl resize}. */
@Command(
    name = "resize",
    mixinStandardHelpOptions = true,
    description = "Changes how much a dataset may hold.")
public final class Resize extends ChangeCommand {

  private static final String UNLIMITED = "none";

  @Mixin private DatasetOption dataset = new DatasetOption();

  @Option(
      names = {"-s", "--size"},
      required = true,
      paramLabel = "SIZE",
      description = "How much it may hold, such as 10G or 512M; none for no limit.")
  private String size = "";

  /** Empty for no limit. */
  private Optional<Size> limit() {
    return size.equals(UNLIMITED)
        ? Optional.empty()
        : Optional.of(argument("--size", () -> Quantity.parse(size)));
  }

  @Override
  void prepare() {
    super.prepare();
    limit();
  }

  @Override
  void run(RestClient client) {
    DatasetInfo resized = new ClusterView(client).dataset(dataset.given());
    Optional<Size> limit = limit();
    ObjectNode body = JsonNodeFactory.instance.objectNode();
    limit.ifPresentOrElse(
        bytes -> body.put("maximum_size", bytes.bytes()), () -> body.putNull("maximum_size"));
    tell(
        client,
        client.patch(configured(resized), body),
        "dataset "
            + resized.called()
            + " may now hold "
            + limit.map(bytes -> "up to " + bytes).orElse("as much as there is room for"),
        new Goal.Sized(
            limit.map(bytes -> OptionalLong.of(bytes.bytes())).orElse(OptionalLong.empty())));
  }
}
