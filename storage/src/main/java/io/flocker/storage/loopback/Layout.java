package io.flocker.storage.loopback;

import io.flocker.core.model.DatasetId;
import io.flocker.core.model.SnapshotName;
import java.nio.file.Path;
import java.util.UUID;

/** Where one copy's parts are, as for btrfs: complete or still {@code .new-}. */
record Layout(Path home) {

  static final String NEW = ".new-";
  static final String INCOMING = ".incoming-";

  static Layout of(Path root, DatasetId dataset) {
    return new Layout(root.resolve(dataset.toString()));
  }

  static Layout unfinished(Path root, DatasetId dataset) {
    return new Layout(root.resolve(NEW + dataset));
  }

  Path record() {
    return home.resolve("record.json");
  }

  /** The live content. */
  Path image() {
    return home.resolve("image");
  }

  /** What arrived and was not made live yet. */
  Path received() {
    return home.resolve("received");
  }

  Path mount() {
    return home.resolve("mount");
  }

  Path snapshots() {
    return home.resolve("snapshots");
  }

  /** A file with the digest of the content that the snapshot names; empty while not known. */
  Path snapshot(SnapshotName name) {
    return snapshots().resolve(name.value());
  }

  Path newIncoming() {
    return home.resolve(INCOMING + UUID.randomUUID());
  }
}
