package io.flocker.storage.btrfs;

import io.flocker.core.model.DatasetId;
import io.flocker.core.model.SnapshotName;
import io.flocker.storage.record.RecordFiles;
import java.nio.file.Path;
import java.util.UUID;

/**
 * Where one copy's parts are. {@code home} is {@code ROOT/<dataset>}, or {@code
 * ROOT/.new-<dataset>} until the copy is complete.
 *
 * <p>A snapshot is the subvolume {@code snapshots/NAME/NAME}: a read-only subvolume cannot change
 * its directory, but the directory around it can, so what arrives is made elsewhere and appears in
 * {@code snapshots} by one rename.
 */
record Layout(Path home) {

  static final String NEW = ".new-";
  static final String INCOMING = ".incoming-";

  static Layout of(Path root, DatasetId dataset) {
    return new Layout(root.resolve(dataset.toString()));
  }

  /** Where a copy is put together before anybody sees it. */
  static Layout unfinished(Path root, DatasetId dataset) {
    return new Layout(root.resolve(NEW + dataset));
  }

  Path record() {
    return home.resolve(RecordFiles.NAME);
  }

  Path data() {
    return home.resolve("data");
  }

  /** The live content that is being made. */
  Path newData() {
    return home.resolve(NEW + "data");
  }

  Path snapshots() {
    return home.resolve("snapshots");
  }

  Path snapshot(SnapshotName name) {
    return snapshots().resolve(name.value()).resolve(name.value());
  }

  /** A directory for one attempt to receive: never used twice, so that a late writer finds none. */
  Path newIncoming() {
    return home.resolve(INCOMING + UUID.randomUUID());
  }
}
