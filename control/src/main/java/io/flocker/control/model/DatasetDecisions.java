package io.flocker.control.model;

import io.flocker.core.model.DatasetId;
import io.flocker.core.model.NodeId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
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
      case Command.CloneDataset clone -> cloned(clone);
      case Command.MoveDataset move -> move(move);
      case Command.DeleteDataset delete -> delete(delete);
      case Command.ResizeDataset resize -> resize(resize);
      case Command.UpdateMetadata update -> describe(update);
    };
  }

  private Decision create(Command.CreateDataset command) {
    FieldRules.require(FieldRules.dataset(command.maximumSize(), command.metadata()));
    lookup.requireFree(command.id());
    lookup.usableNode(command.primary());
    Home.Standing standing =
        command.mayExist()
            ? new Home.Standing.Unknown()
            : new Home.Standing.Granted(command.primary());
    return Decision.Accepted.created(
        Dataset.create(
            command.id(),
            command.primary(),
            command.maximumSize(),
            command.metadata(),
            Optional.empty(),
            time),
        HomeDecisions.put(now, command.id(), standing));
  }

  private Decision cloned(Command.CloneDataset command) {
    FieldRules.require(FieldRules.dataset(command.maximumSize(), command.metadata()));
    lookup.requireFree(command.id());
    lookup.usableNode(command.primary());
    Dataset source = lookup.presentDataset(command.source());
    Map<String, String> metadata = VolumeMetadata.ofClone(source.metadata(), command.metadata());
    FieldRules.require(FieldRules.metadata(metadata));
    DatasetSnapshot snapshot = lookup.snapshot(source.id(), command.snapshot());
    NodeId holder = snapshot.holder().orElseGet(() -> whereItLives(source));
    if (!holder.equals(command.primary())) {
      return Decision.Refused.because(
          RefusalCode.SNAPSHOT_ON_ANOTHER_NODE,
          "The snapshot "
              + command.snapshot()
              + " of dataset "
              + source.id()
              + " is on node "
              + lookup.called(holder)
              + ", so a clone of it can only be made there: make that node its primary, and move"
              + " the clone once it is there.");
    }
    return Decision.Accepted.created(
        Dataset.create(
            command.id(),
            command.primary(),
            command.maximumSize(),
            metadata,
            Optional.of(new Dataset.Origin(source.id(), snapshot.snapshot())),
            time),
        HomeDecisions.put(now, command.id(), new Home.Standing.Granted(command.primary())));
  }

  /** Where a snapshot that nobody has taken yet will be taken, unless the dataset moves first. */
  NodeId whereItLives(Dataset source) {
    return now.home(source.id())
        .map(Home::standing)
        .filter(Home.Standing.Exists.class::isInstance)
        .map(standing -> ((Home.Standing.Exists) standing).node())
        .orElse(source.primary());
  }

  private Decision move(Command.MoveDataset command) {
    Dataset dataset = lookup.presentDataset(command.id());
    boolean unplaced = HomeDecisions.isUnplaced(now, dataset.id());
    if (command.primary().isEmpty()
        || (dataset.primary().equals(command.primary().get()) && !unplaced)) {
      return Decision.Accepted.unchanged(dataset);
    }
    NodeId target = command.primary().get();
    lookup.usableNode(target);
    requireMade(dataset);
    List<Change> more =
        new ArrayList<>(endLease(dataset.id(), Optional.of(target), command.force()));
    if (unplaced) {
      more.add(HomeDecisions.put(now, dataset.id(), new Home.Standing.Granted(target)));
    } else {
      HomeDecisions.withdraw(now, dataset.id()).ifPresent(more::add);
    }
    return Decision.Accepted.changed(dataset.movedTo(target, time), more.toArray(Change[]::new));
  }

  /** A clone can be made where its snapshot is and nowhere else; then it moves like any other. */
  private void requireMade(Dataset dataset) {
    if (dataset.from().isPresent() && HomeDecisions.mayYetAppear(now, dataset.id())) {
      throw new Decisions.Refused(
          RefusalCode.CLONE_NOT_MADE,
          "The dataset "
              + dataset.id()
              + " is a clone that node "
              + lookup.called(dataset.primary())
              + " has still to make of snapshot "
              + dataset.from().get().snapshot()
              + " of dataset "
              + dataset.from().get().dataset()
              + ": move it once it is there.");
    }
  }

  private Decision delete(Command.DeleteDataset command) {
    Dataset dataset = lookup.dataset(command.id());
    if (dataset.isDeleted()) {
      return Decision.Accepted.unchanged(dataset);
    }
    now.userOf(dataset.id())
        .ifPresent(container -> {
          throw new Decisions.Refused(
              RefusalCode.DATASET_USED_BY_CONTAINER,
              "The dataset "
                  + dataset.id()
                  + " is used by container "
                  + container
                  + ": delete the container first.");
        });
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
