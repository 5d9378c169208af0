package io.flocker.cli.ctl;

import io.flocker.cli.rest.RestClient;
import io.flocker.core.model.ApplicationName;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which dataset, or which container, a command is about; one of them. */
final class SubjectOption {

  private static final Pattern WHOLE_ID =
      Pattern.compile("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");

  @Option(
      names = {"-d", "--dataset"},
      paramLabel = "DATASET",
      description = "The beginning of the dataset's id, or the name in its metadata.")
  private @Nullable String dataset;

  @Option(names = "--container", paramLabel = "NAME", description = "The container's whole name.")
  private @Nullable String container;

  /**
   * The container's name; empty if it is a dataset that is meant. Throws {@link
   * IllegalArgumentException} that says what is wrong with a name that none can have.
   */
  Optional<String> container() {
    return Optional.ofNullable(container).map(ApplicationName::new).map(ApplicationName::value);
  }

  /** The dataset as it was given; only if no container is meant. */
  String dataset() {
    return String.valueOf(dataset);
  }

  /** Its id or name. A dataset of which nobody knows any more is meant by its whole id. */
  String key(RestClient client) {
    return container().orElseGet(() -> datasetId(client));
  }

  private String datasetId(RestClient client) {
    return WHOLE_ID.matcher(dataset()).matches()
        ? dataset()
        : new ClusterView(client).dataset(dataset()).id();
  }
}
