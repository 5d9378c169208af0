package io.flocker.control.model;

import io.flocker.core.model.DatasetId;
import io.flocker.core.model.NodeId;
import io.flocker.core.model.UserSnapshot;
import java.time.Instant;
import java.util.Optional;

/**
 * A snapshot of a dataset that somebody asked for. It is taken once, by the node that owns the
 * dataset then, and stays with that node's copy.
 *
 * @param holder the node that first reported it; from then on nobody takes it any more. Empty while
 *     none has
 * @param deleted since when it should no longer exist; its name is free again at once
 * @param version 1 when created, one more with each change
 */
public record DatasetSnapshot(
    DatasetId dataset,
    UserSnapshot snapshot,
    Optional<NodeId> holder,
    Optional<Instant> deleted,
    long version,
    Instant created)
    implements Entity {

  static DatasetSnapshot create(DatasetId dataset, UserSnapshot snapshot, Instant time) {
    return new DatasetSnapshot(dataset, snapshot, Optional.empty(), Optional.empty(), 1, time);
  }

  @Override
  public Kind kind() {
    return Kind.SNAPSHOT;
  }

  /** The name alone would not do: there may be one of before that is still being removed. */
  @Override
  public String key() {
    return dataset + "/" + snapshot.name() + "/" + snapshot.id();
  }

  /** The name of one that is taken for a clone and goes when that is there. */
  public static String nameFor(DatasetId clone) {
    return "clone-" + clone;
  }

  /** Whether it was asked for in the same moment as a clone, for that one only. */
  public boolean isTakenFor(Dataset clone) {
    return name().equals(nameFor(clone.id())) && created.equals(clone.created());
  }

  /** By which people call it. */
  public String name() {
    return snapshot.name();
  }

  /** Whether it should no longer exist. */
  public boolean isDeleted() {
    return deleted.isPresent();
  }

  DatasetSnapshot heldBy(NodeId node) {
    return new DatasetSnapshot(dataset, snapshot, Optional.of(node), deleted, version + 1, created);
  }

  DatasetSnapshot deletedAt(Instant time) {
    return new DatasetSnapshot(dataset, snapshot, holder, Optional.of(time), version + 1, created);
  }
}
