package io.flocker.control.model;

import io.flocker.core.model.ApplicationName;
import io.flocker.core.model.DatasetId;
import io.flocker.core.model.NodeId;
import io.flocker.core.model.Size;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/** The rules of datasets that are meant by their names, as Docker's volumes are. */
final class VolumeDecisions {

  private final ClusterConfiguration now;
  private final Instant time;
  private final Lookup lookup;

  VolumeDecisions(ClusterConfiguration now, Instant time) {
    this.now = now;
    this.time = time;
    lookup = new Lookup(now, time);
  }

  Decision decide(VolumeCommand command) {
    return switch (command) {
      case VolumeCommand.CreateNamedDataset create -> create(create);
      case VolumeCommand.CloneNamedDataset clone -> cloned(clone);
      case VolumeCommand.TakeNamedDataset take -> take(take);
      case VolumeCommand.RemoveNamedDataset remove -> remove(remove);
      case VolumeCommand.LeaveDataset leave -> leave(leave);
      case VolumeCommand.RestoreDataset restore -> restore(restore);
      case VolumeCommand.EmptyTrash _ -> emptyTrash();
    };
  }

  /** One that is there already is answered as it is: Docker asks again and again. */
  private Optional<Decision> present(String name) {
    List<Dataset> found = now.named(name);
    if (found.size() > 1) {
      throw Lookup.severalNamed(name, found);
    }
    if (found.isEmpty()) {
      requireGoodName(name);
    }
    return found.stream().<Decision>map(Decision.Accepted::unchanged).findFirst();
  }

  private void requireGoodName(String name) {
    VolumeNames.problem(name)
        .or(() ->
            namedLike(name)
                .map(other ->
                    "\""
                        + name
                        + "\" (expected: one that differs from the volume "
                        + other.name().orElseThrow()
                        + ", which there is already, by more than upper and lower case)"))
        .ifPresent(VolumeDecisions::refuseName);
  }

  private static void refuseName(String problem) {
    FieldRules.require(List.of("name: " + problem));
  }

  private Optional<Dataset> namedLike(String name) {
    return now.namedLike(name).stream().findFirst();
  }

  private Decision create(VolumeCommand.CreateNamedDataset command) {
    return present(command.name()).orElseGet(() -> created(command));
  }

  private Decision created(VolumeCommand.CreateNamedDataset command) {
    FieldRules.require(FieldRules.dataset(command.maximumSize(), command.metadata()));
    lookup.requireFree(command.id());
    lookup.usableNode(command.asked());
    NodeId primary = command.node().orElse(command.asked());
    lookup.usableNode(primary);
    return Decision.Accepted.created(
        Dataset.create(
            command.id(),
            primary,
            command.maximumSize(),
            command.metadata(),
            Optional.empty(),
            time),
        HomeDecisions.put(
            now,
            command.id(),
            command.node().isPresent()
                ? new Home.Standing.Granted(primary)
                : new Home.Standing.Unplaced()));
  }

  private Decision cloned(VolumeCommand.CloneNamedDataset command) {
    return present(command.name()).orElseGet(() -> clonedAnew(command));
  }

  /** Of now, if no snapshot is named: one is taken, and goes when the clone is there. */
  private Decision clonedAnew(VolumeCommand.CloneNamedDataset command) {
    Dataset source = lookup.named(command.source());
    DatasetDecisions datasets = new DatasetDecisions(now, time);
    String snapshot = command.snapshot().orElse(DatasetSnapshot.nameFor(command.id()));
    List<Command> parts = new ArrayList<>();
    if (command.snapshot().isEmpty()) {
      parts.add(new Command.CreateSnapshot(source.id(), command.taken()));
    } else {
      requireSnapshot(source, command.source(), snapshot);
    }
    Optional<Size> limit = command.maximumSize().or(source::maximumSize);
    NodeId primary =
        command
            .node()
            .orElseGet(() ->
                now.snapshot(source.id(), snapshot)
                    .flatMap(DatasetSnapshot::holder)
                    .orElseGet(() -> datasets.whereItLives(source)));
    parts.add(
        new Command.CloneDataset(
            command.id(), source.id(), snapshot, primary, limit, command.metadata()));
    return switch (Decisions.decide(now, new Command.Together("clone", parts), time)) {
      case Decision.Refused refused -> refused;
      case Decision.Accepted accepted ->
          new Decision.Accepted(
              accepted.changes(),
              accepted.changes().stream()
                  .map(Change::entity)
                  .filter(Dataset.class::isInstance)
                  .findFirst(),
              true);
    };
  }

  private void requireSnapshot(Dataset source, String name, String snapshot) {
    if (now.snapshot(source.id(), snapshot).isPresent()) {
      return;
    }
    List<String> known =
        now.snapshotsOf(source.id()).stream()
            .filter(one -> !one.isDeleted())
            .map(DatasetSnapshot::name)
            .sorted()
            .toList();
    throw new Decisions.Refused(
        RefusalCode.SNAPSHOT_NOT_FOUND,
        "Snapshot not found: the volume "
            + name
            + " has none with the name "
            + snapshot
            + (known.isEmpty()
                ? "; it has no snapshots."
                : "; its snapshots: " + String.join(", ", known) + "."));
  }

  private Decision take(VolumeCommand.TakeNamedDataset command) {
    Dataset dataset = lookup.named(command.name());
    NodeId node = command.node();
    requireMeant(dataset, command);
    lookup.usableNode(node);
    requireNotUsedElsewhere(dataset, command.name(), node);
    requireNotLeasedElsewhere(dataset, command.name(), node);
    Command.MoveDataset move = new Command.MoveDataset(dataset.id(), Optional.of(node), false);
    return switch (new DatasetDecisions(now, time).decide(move)) {
      case Decision.Refused refused -> refused;
      case Decision.Accepted accepted -> {
        List<Change> changes = new ArrayList<>(accepted.changes());
        lease(dataset.id(), node, command.purpose()).map(Change.Put::new).ifPresent(changes::add);
        yield new Decision.Accepted(changes, accepted.subject(), false);
      }
    };
  }

  /** A node that has not heard yet would keep the lease of a volume that it does not know of. */
  private static void requireMeant(Dataset dataset, VolumeCommand.TakeNamedDataset command) {
    command
        .dataset()
        .filter(meant -> !meant.equals(dataset.id()))
        .ifPresent(meant -> {
          throw new Decisions.Refused(
              RefusalCode.DATASET_NAME_IN_USE,
              "The volume "
                  + command.name()
                  + " is dataset "
                  + dataset.id()
                  + " now, no longer "
                  + meant
                  + ": try again.");
        });
  }

  /**
   * The lease to write so that one without an end is on {@code node}; empty if there is one. One of
   * a user that ends by itself becomes the taker's: it would not last as long as the use.
   */
  private Optional<Lease> lease(DatasetId dataset, NodeId node, String purpose) {
    Optional<Lease> held = lookup.leaseInForce(dataset);
    if (held.isEmpty()) {
      return Optional.of(
          new Lease(dataset, node, Optional.empty(), Optional.of(purpose), 1, time, time));
    }
    return held.filter(lease -> lease.expires().isPresent())
        .map(lease -> lease.renewed(Optional.empty(), Optional.of(purpose), time));
  }

  private void requireNotUsedElsewhere(Dataset dataset, String name, NodeId node) {
    now.userOf(dataset.id())
        .flatMap(now::container)
        .filter(container -> !container.node().equals(node))
        .ifPresent(container -> {
          throw new Decisions.Refused(
              RefusalCode.DATASET_USED_BY_CONTAINER,
              "The volume "
                  + name
                  + " is used by container "
                  + container.name()
                  + " of the cluster's configuration, on node "
                  + lookup.called(container.node())
                  + ": move that container, or delete it, first.");
        });
  }

  private void requireNotLeasedElsewhere(Dataset dataset, String name, NodeId node) {
    lookup
        .leaseInForce(dataset.id())
        .filter(lease -> !lease.node().equals(node))
        .ifPresent(lease -> {
          throw inUse(name, lease);
        });
  }

  private Decisions.Refused inUse(String name, Lease lease) {
    return new Decisions.Refused(
        RefusalCode.DATASET_LEASED,
        "The volume "
            + name
            + " is in use on node "
            + lookup.called(lease.node())
            + ", which holds a lease on it since "
            + lease.acquired()
            + lease.expires().map(end -> ", until " + end).orElse("")
            + ".");
  }

  private Decision leave(VolumeCommand.LeaveDataset command) {
    return new Decision.Accepted(
        now.lease(command.id()).stream()
            .filter(lease -> lease.isFor(command.purpose()) && lease.node().equals(command.node()))
            .<Change>map(Change.Remove::new)
            .toList(),
        Optional.empty(),
        false);
  }

  private Decision remove(VolumeCommand.RemoveNamedDataset command) {
    Dataset dataset = lookup.named(command.name());
    Optional<ApplicationName> user = now.userOf(dataset.id());
    if (user.isPresent()) {
      return Decision.Refused.because(
          RefusalCode.DATASET_USED_BY_CONTAINER,
          "The volume "
              + command.name()
              + " is used by container "
              + user.get()
              + " of the cluster's configuration: delete the container first.");
    }
    lookup
        .leaseInForce(dataset.id())
        .ifPresent(lease -> {
          throw inUse(command.name(), lease);
        });
    return switch (VolumeMetadata.onRemove(dataset.metadata())) {
      case RETAIN -> Decision.Accepted.unchanged(dataset);
      case DELETE -> delete(dataset);
      // There is nothing in one that no node has made.
      case TRASH ->
          HomeDecisions.isUnplaced(now, dataset.id())
              ? delete(dataset)
              : Decision.Accepted.changed(
                  dataset.trashed(time, command.retention()), endedLease(dataset.id()));
    };
  }

  private Decision delete(Dataset dataset) {
    return new DatasetDecisions(now, time).decide(new Command.DeleteDataset(dataset.id(), false));
  }

  /** One that has ended by itself and was not removed yet. */
  private Change[] endedLease(DatasetId dataset) {
    return now.lease(dataset).stream().map(Change.Remove::new).toArray(Change[]::new);
  }

  private Decision restore(VolumeCommand.RestoreDataset command) {
    Dataset dataset = lookup.notDeleted(command.id());
    Optional<String> name = command.name().or(dataset::name);
    if (!dataset.isTrashed()) {
      return name.equals(dataset.name())
          ? Decision.Accepted.unchanged(dataset)
          : Decision.Refused.because(
              RefusalCode.DATASET_NOT_TRASHED,
              "The dataset "
                  + dataset.id()
                  + " is not in the trash; to give it another name, change its metadata.");
    }
    command.name().flatMap(VolumeNames::problem).ifPresent(VolumeDecisions::refuseName);
    name.ifPresent(wanted -> requireFreeName(dataset, wanted));
    TreeMap<String, String> metadata = new TreeMap<>(dataset.metadata());
    name.ifPresent(wanted -> metadata.put(VolumeMetadata.NAME, wanted));
    return Decision.Accepted.changed(dataset.restored(metadata, time));
  }

  private void requireFreeName(Dataset dataset, String name) {
    namedLike(name)
        .ifPresent(other -> {
          throw new Decisions.Refused(
              RefusalCode.DATASET_NAME_IN_USE,
              "The dataset "
                  + dataset.id()
                  + " cannot be restored as "
                  + name
                  + ": dataset "
                  + other.id()
                  + " has the name "
                  + other.name().orElseThrow()
                  + " now. Give it another name (flockerctl restore --name).");
        });
  }

  /** What was in the trash long enough is deleted as by anybody. */
  private Decision emptyTrash() {
    List<Change> changes = new ArrayList<>();
    for (Dataset dataset : now.endedTrash(time)) {
      if (delete(dataset) instanceof Decision.Accepted deleted) {
        changes.addAll(deleted.changes());
      }
    }
    return new Decision.Accepted(changes, Optional.empty(), false);
  }
}
