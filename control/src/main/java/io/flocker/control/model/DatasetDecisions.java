package io.flocker.control.model;

import io.flocker.core.model.DatasetId;
import io.flocker.core.model.NodeId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/** The rules of datasets. */
final class DatasetDecisions {

  private final ClusterConfiguration now;
  private final Instant time;
  private final Lookup lookup;

  DatasetDecisions(ClusterConfiguration now, Instant time) {
    this.now = now;
    this.time = time;
    lookup = new Lookup(now, time);
  }

  Decision decide(Command.OnDataset command) {
    return switch (command) {
      case Command.CreateDataset create -> create(create);
      case Command.MoveDataset move -> move(move);
      case Command.DeleteDataset delete -> delete(delete);
      case Command.ResizeDataset resize -> resize(resize);
      case Command.UpdateMetadata update -> describe(update);
    };
  }

  private Decision create(Command.CreateDataset command) {
    FieldRules.require(FieldRules.dataset(command.maximumSize(), command.metadata()));
    Optional<Dataset> other = now.dataset(command.id());
    if (other.isPresent()) {
      return Decision.Refused.because(
          RefusalCode.DATASET_ID_IN_USE,
          "The provided dataset_id "
              + command.id()
              + " is already in use"
              + (other.get().isDeleted()
                  ? " by a dataset that was deleted and is not purged yet."
                  : "."));
    }
    lookup.usableNode(command.primary());
    Home.Standing standing =
        command.mayExist()
            ? new Home.Standing.Unknown()
            : new Home.Standing.Granted(command.primary());
    return Decision.Accepted.created(
        Dataset.create(
            command.id(), command.primary(), command.maximumSize(), command.metadata(), time),
        HomeDecisions.put(now, command.id(), standing));
  }

  private Decision move(Command.MoveDataset command) {
    Dataset dataset = lookup.presentDataset(command.id());
    if (command.primary().isEmpty() || dataset.primary().equals(command.primary().get())) {
      return Decision.Accepted.unchanged(dataset);
    }
    NodeId target = command.primary().get();
    lookup.usableNode(target);
    List<Change> more =
        new ArrayList<>(endLease(dataset.id(), Optional.of(target), command.force()));
    HomeDecisions.withdraw(now, dataset.id()).ifPresent(more::add);
    return Decision.Accepted.changed(dataset.movedTo(target, time), more.toArray(Change[]::new));
  }

  private Decision delete(Command.DeleteDataset command) {
    Dataset dataset = lookup.dataset(command.id());
    if (dataset.isDeleted()) {
      return Decision.Accepted.unchanged(dataset);
    }
    List<Change> more = new ArrayList<>(endLease(dataset.id(), Optional.empty(), command.force()));
    HomeDecisions.withdraw(now, dataset.id()).ifPresent(more::add);
    return Decision.Accepted.changed(dataset.deletedAt(time), more.toArray(Change[]::new));
  }

  private Decision resize(Command.ResizeDataset command) {
    FieldRules.require(FieldRules.maximumSize(command.maximumSize()));
    Dataset dataset = lookup.presentDataset(command.id());
    return dataset.maximumSize().equals(command.maximumSize())
        ? Decision.Accepted.unchanged(dataset)
        : Decision.Accepted.changed(dataset.resized(command.maximumSize(), time));
  }

  private Decision describe(Command.UpdateMetadata command) {
    FieldRules.require(FieldRules.metadata(command.metadata()));
    Dataset dataset = lookup.presentDataset(command.id());
    return dataset.metadata().equals(command.metadata())
        ? Decision.Accepted.unchanged(dataset)
        : Decision.Accepted.changed(dataset.described(command.metadata(), time));
  }

  /**
   * What becomes of the lease of a dataset that leaves its node: a lease of the node that it goes
   * to stays; any other that is in force refuses the command, unless it is forced.
   */
  List<Change> endLease(DatasetId dataset, Optional<NodeId> target, boolean force) {
    Optional<Lease> held = now.lease(dataset);
    if (held.isEmpty() || target.filter(held.get().node()::equals).isPresent()) {
      return List.of();
    }
    Lease lease = held.get();
    if (!force && !lease.isExpired(time)) {
      throw new Decisions.Refused(
          RefusalCode.DATASET_LEASED,
          "The dataset "
              + dataset
              + " is in use: node "
              + lookup.called(lease.node())
              + " holds a lease on it"
              + lease.expires().map(end -> " until " + end).orElse("")
              + ". Stop what uses it there and release the lease, or force it and lose what is"
              + " being written.");
    }
    return List.of(new Change.Remove(lease));
  }

  Decision purge(Command.PurgeDatasets command) {
    List<Change> changes = new ArrayList<>();
    for (DatasetId id : new TreeSet<>(command.ids())) {
      Dataset dataset = lookup.dataset(id);
      if (!dataset.deleted().filter(command.deletedBefore()::isAfter).isPresent()) {
        return Decision.Refused.because(
            RefusalCode.DATASET_NOT_PURGEABLE,
            "The dataset " + id + " was not deleted before " + command.deletedBefore() + ".");
      }
      if (HomeDecisions.mayYetAppear(now, id)) {
        return Decision.Refused.because(
            RefusalCode.DATASET_NOT_PURGEABLE,
            "The volume of dataset "
                + id
                + " may yet be made: its node has not said that it has heard of the deletion.");
      }
      changes.add(new Change.Remove(dataset));
      now.home(id).map(Change.Remove::new).ifPresent(changes::add);
      now.lease(id).map(Change.Remove::new).ifPresent(changes::add);
      now.snapshotsOf(id).stream().map(Change.Remove::new).forEach(changes::add);
    }
    return new Decision.Accepted(changes, Optional.empty(), false);
  }
}
