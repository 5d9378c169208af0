package io.flocker.storage.record;

import io.flocker.core.model.DatasetId;
import io.flocker.core.state.VolumeRecord;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Records in files {@code ROOT/<dataset>/record.json}, one beside each copy. */
public final class RecordFiles {

  /** The file's name. */
  public static final String NAME = "record.json";

  private RecordFiles() {}

  /** The record in a copy's directory; empty if there is none, refused if it is not valid. */
  public static Optional<VolumeRecord> read(Path home, DatasetId dataset) throws IOException {
    Path file = home.resolve(NAME);
    try {
      return Optional.of(RecordCodec.decode(Files.readString(file), dataset, file.toString()));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
  }

  /** Replaces the record in a copy's directory, durably. */
  public static void write(Path home, VolumeRecord record) throws IOException {
    Durable.write(home.resolve(NAME), RecordCodec.encode(record) + "\n");
  }

  /** The datasets that have a directory of their own with a record in {@code root}. */
  public static List<DatasetId> datasets(Path root) throws IOException {
    List<DatasetId> found = new ArrayList<>();
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(root)) {
      for (Path entry : entries) {
        dataset(entry).filter(d -> Files.exists(entry.resolve(NAME))).ifPresent(found::add);
      }
    } catch (java.nio.file.DirectoryIteratorException e) {
      throw e.getCause();
    }
    found.sort(null);
    return found;
  }

  private static Optional<DatasetId> dataset(Path entry) {
    String name = String.valueOf(entry.getFileName());
    try {
      return Optional.of(DatasetId.parse(name)).filter(d -> d.toString().equals(name));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}
