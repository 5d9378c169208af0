package io.flocker.control.model;

import io.flocker.core.model.DatasetId;
import io.flocker.core.model.NodeId;
import io.flocker.core.model.Size;
import io.flocker.core.model.UserSnapshot;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A dataset as it should be.
 *
 * @param primary the node that should have it, writable
 * @param maximumSize the most that it may hold; empty for no limit
 * @param metadata what its users say about it; Flocker looks at the keys of {@link VolumeMetadata}
 * @param from what it was made of; empty if it began empty
 * @param deleted since when it should no longer exist; its id stays taken until it is purged
 * @param trash in which it is; empty if it is in use
 * @param version 1 when created, one more with each change
 * @param changed when {@code version} last grew
 */
public record Dataset(
    DatasetId id,
    NodeId primary,
    Optional<Size> maximumSize,
    SortedMap<String, String> metadata,
    Optional<Origin> from,
    Optional<Instant> deleted,
    Optional<Trash> trash,
    long version,
    Instant created,
    Instant changed)
    implements Entity {

  public Dataset {
    metadata = Collections.unmodifiableSortedMap(new TreeMap<>(metadata));
  }

  /** A snapshot of another dataset, of which a clone is made. */
  public record Origin(DatasetId dataset, UserSnapshot snapshot) {}

  /**
   * That somebody has removed it, and it can still be had back: its data stay as they are, its name
   * is free.
   *
   * @param since when it was removed
   * @param until when it is deleted, unless it is restored before
   */
  public record Trash(Instant since, Instant until) {}

  static Dataset create(
      DatasetId id,
      NodeId primary,
      Optional<Size> maximumSize,
      Map<String, String> metadata,
      Optional<Origin> from,
      Instant time) {
    return new Dataset(
        id,
        primary,
        maximumSize,
        new TreeMap<>(metadata),
        from,
        Optional.empty(),
        Optional.empty(),
        1,
        time,
        time);
  }

  @Override
  public Kind kind() {
    return Kind.DATASET;
  }

  @Override
  public String key() {
    return id.toString();
  }

  /** By which people and Docker call it; several datasets may have the same. */
  public Optional<String> name() {
    return Optional.ofNullable(metadata.get(VolumeMetadata.NAME)).filter(name -> !name.isEmpty());
  }

  /** Whether it should no longer exist. */
  public boolean isDeleted() {
    return deleted.isPresent();
  }

  /** Whether it was removed and can still be restored. */
  public boolean isTrashed() {
    return trash.isPresent();
  }

  /** By which it is found; what is deleted or in the trash has none. */
  public Optional<String> nameInUse() {
    return isDeleted() || isTrashed() ? Optional.empty() : name();
  }

  Dataset movedTo(NodeId node, Instant time) {
    return after(node, maximumSize, metadata, deleted, trash, time);
  }

  /** The trash is no place for what no longer exists. */
  Dataset deletedAt(Instant time) {
    return after(primary, maximumSize, metadata, Optional.of(time), Optional.empty(), time);
  }

  Dataset resized(Optional<Size> size, Instant time) {
    return after(primary, size, metadata, deleted, trash, time);
  }

  Dataset described(Map<String, String> newMetadata, Instant time) {
    return after(primary, maximumSize, newMetadata, deleted, trash, time);
  }

  Dataset trashed(Instant time, Duration retention) {
    Trash into = new Trash(time, time.plus(retention));
    return after(primary, maximumSize, metadata, deleted, Optional.of(into), time);
  }

  Dataset restored(Map<String, String> newMetadata, Instant time) {
    return after(primary, maximumSize, newMetadata, deleted, Optional.empty(), time);
  }

  private Dataset after(
      NodeId newPrimary,
      Optional<Size> newSize,
      Map<String, String> newMetadata,
      Optional<Instant> newDeleted,
      Optional<Trash> newTrash,
      Instant time) {
    return new Dataset(
        id,
        newPrimary,
        newSize,
        new TreeMap<>(newMetadata),
        from,
        newDeleted,
        newTrash,
        version + 1,
        created,
        time);
  }
}
