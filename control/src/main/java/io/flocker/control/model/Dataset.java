package io.flocker.control.model;

import io.flocker.core.model.DatasetId;
import io.flocker.core.model.NodeId;
import io.flocker.core.model.Size;
import io.flocker.core.model.UserSnapshot;
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
 * @param metadata what its users say about it; Flocker only looks at {@code name}, for people
 * @param from what it was made of; empty if it began empty
 * @param deleted since when it should no longer exist; its id stays taken until it is purged
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
    long version,
    Instant created,
    Instant changed)
    implements Entity {

  /** The key of the metadata under which its name is. */
  public static final String NAME = "name";

  public Dataset {
    metadata = Collections.unmodifiableSortedMap(new TreeMap<>(metadata));
  }

  /** A snapshot of another dataset, of which a clone is made. */
  public record Origin(DatasetId dataset, UserSnapshot snapshot) {}

  static Dataset create(
      DatasetId id,
      NodeId primary,
      Optional<Size> maximumSize,
      Map<String, String> metadata,
      Optional<Origin> from,
      Instant time) {
    return new Dataset(
        id, primary, maximumSize, new TreeMap<>(metadata), from, Optional.empty(), 1, time, time);
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
    return Optional.ofNullable(metadata.get(NAME)).filter(name -> !name.isEmpty());
  }

  /** Whether it should no longer exist. */
  public boolean isDeleted() {
    return deleted.isPresent();
  }

  Dataset movedTo(NodeId node, Instant time) {
    return new Dataset(id, node, maximumSize, metadata, from, deleted, version + 1, created, time);
  }

  Dataset deletedAt(Instant time) {
    return new Dataset(
        id, primary, maximumSize, metadata, from, Optional.of(time), version + 1, created, time);
  }

  Dataset resized(Optional<Size> size, Instant time) {
    return new Dataset(id, primary, size, metadata, from, deleted, version + 1, created, time);
  }

  Dataset described(Map<String, String> newMetadata, Instant time) {
    return new Dataset(
        id,
        primary,
        maximumSize,
        new TreeMap<>(newMetadata),
        from,
        deleted,
        version + 1,
        created,
        time);
  }
}
