package io.flocker.node;

import io.flocker.core.json.Json;
import io.flocker.core.model.DatasetId;
import io.flocker.core.problem.Problem;
import io.flocker.core.problem.ProblemException;
import io.flocker.core.state.KnownDataset;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/** The node's memory of where datasets live; see {@link KnownDataset} for what it is good for. */
public final class KnownDatasets {

  private final Path file;

  public KnownDatasets(NodeFiles files) {
    this.file = files.knownDatasets();
  }

  /** What was written last; nothing on a new node. */
  public List<KnownDataset> read() {
    if (!Files.exists(file)) {
      return List.of();
    }
    try {
      return List.of(Json.read(Files.readString(file), KnownDataset[].class));
    } catch (IOException e) {
      throw new ProblemException(
          new Problem(
              Problem.Kind.ENVIRONMENT,
              file.toString(),
              "the list of known datasets cannot be read: " + e.getMessage(),
              "restore the file, or remove it if every node of the cluster is in the deployment"),
          e);
    }
  }

  /** Adds what is new or newer, durably; of two entries for a dataset the higher epoch stays. */
  public synchronized void merge(List<KnownDataset> datasets) {
    SortedMap<DatasetId, KnownDataset> merged = new TreeMap<>();
    Stream.concat(read().stream(), datasets.stream())
        .forEach(entry ->
            merged.merge(
                entry.dataset(), entry, (old, now) -> old.epoch() > now.epoch() ? old : now));
    DurableFile.write(file, Json.write(merged.values()) + "\n", "rw-r--r--");
  }
}
