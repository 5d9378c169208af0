package io.flocker.control.model;

import io.flocker.core.model.UserSnapshot;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/** The rules of snapshots. */
final class SnapshotDecisions {

  private final ClusterConfiguration now;
  private final Instant time;
  private final Lookup lookup;

  SnapshotDecisions(ClusterConfiguration now, Instant time) {
    this.now = now;
    this.time = time;
    lookup = new Lookup(now, time);
  }

  Decision decide(Command.OnSnapshots command) {
    return switch (command) {
      case Command.CreateSnapshot create -> create(create);
      case Command.DeleteSnapshot delete -> delete(delete);
      case Command.RecordSnapshot taken -> recorded(taken);
      case Command.PurgeSnapshots purge -> purge(purge);
    };
  }

  private Decision create(Command.CreateSnapshot command) {
    lookup.presentDataset(command.dataset());
    if (HomeDecisions.isUnplaced(now, command.dataset())) {
      return Decision.Refused.because(
          RefusalCode.DATASET_UNPLACED,
          "The dataset "
              + command.dataset()
              + " has never been used, so no node has it yet and there is nothing to take a"
              + " snapshot or a clone of.");
    }
    String name = command.snapshot().name();
    return now.snapshot(command.dataset(), name).isPresent()
        ? Decision.Refused.because(
            RefusalCode.SNAPSHOT_NAME_IN_USE,
            "The dataset "
                + command.dataset()
                + " has a snapshot "
                + name
                + " already: choose another name, or delete that one first.")
        : Decision.Accepted.created(
            DatasetSnapshot.create(command.dataset(), command.snapshot(), time));
  }

  private Decision delete(Command.DeleteSnapshot command) {
    lookup.notDeleted(command.dataset());
    DatasetSnapshot snapshot = lookup.snapshot(command.dataset(), command.name());
    return Decision.Accepted.changed(snapshot.deletedAt(time));
  }

  /** The first node counts: what another one has by the same id is as good, and is shown too. */
  private Decision recorded(Command.RecordSnapshot command) {
    DatasetSnapshot snapshot = lookup.snapshot(command.dataset(), command.snapshot());
    return snapshot.holder().isPresent()
        ? Decision.Accepted.unchanged(snapshot)
        : Decision.Accepted.changed(snapshot.heldBy(command.node()));
  }

  private Decision purge(Command.PurgeSnapshots command) {
    List<Change> changes = new ArrayList<>();
    for (UserSnapshot id : new TreeSet<>(command.snapshots())) {
      DatasetSnapshot snapshot = lookup.snapshot(command.dataset(), id);
      if (!snapshot.deleted().filter(command.deletedBefore()::isAfter).isPresent()) {
        return Decision.Refused.because(
            RefusalCode.SNAPSHOT_NOT_PURGEABLE,
            "The snapshot "
                + id
                + " of dataset "
                + command.dataset()
                + " was not deleted before "
                + command.deletedBefore()
                + ".");
      }
      changes.add(new Change.Remove(snapshot));
    }
    return new Decision.Accepted(changes, Optional.empty(), false);
  }
}
