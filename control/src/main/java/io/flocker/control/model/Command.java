package io.flocker.control.model;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.flocker.core.model.Application;
import io.flocker.core.model.ApplicationName;
import io.flocker.core.model.DatasetId;
import io.flocker.core.model.NodeId;
import io.flocker.core.model.Size;
import io.flocker.core.model.UserSnapshot;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** A change that someone asks for: intent as data. {@link Decisions} says what becomes of it. */
@JsonTypeInfo(use = JsonTypeInfo.Id.SIMPLE_NAME, property = "command")
public sealed interface Command
    permits Command.OnDataset,
        Command.PurgeDatasets,
        Command.OnSnapshots,
        Command.OnContainer,
        Command.OnLease,
        Command.ExpireLeases,
        Command.OnNode,
        Command.OnHome,
        Command.Together,
        VolumeCommand {

  /** The object that the command is about, if there is one already. */
  default Optional<? extends Entity> object(ClusterConfiguration now) {
    return Optional.empty();
  }

  /** A command about one dataset. */
  sealed interface OnDataset extends Command {
    DatasetId id();

    @Override
    default Optional<? extends Entity> object(ClusterConfiguration now) {
      return now.dataset(id());
    }
  }

  /**
   * Make a dataset; its primary is granted the right to make the volume.
   *
   * @param mayExist whether a volume of it may already be somewhere, so that nobody is granted
   *     anything
   */
  record CreateDataset(
      DatasetId id,
      NodeId primary,
      Optional<Size> maximumSize,
      Map<String, String> metadata,
      boolean mayExist)
      implements OnDataset {

    public CreateDataset {
      metadata = Map.copyOf(metadata);
    }

    /** A dataset that is new. */
    public CreateDataset(
        DatasetId id, NodeId primary, Optional<Size> maximumSize, Map<String, String> metadata) {
      this(id, primary, maximumSize, metadata, false);
    }
  }

  /**
   * Make a dataset with the content of a snapshot of another one; its primary, which must be the
   * node where the snapshot is, is granted the right to make the volume so and not otherwise.
   */
  record CloneDataset(
      DatasetId id,
      DatasetId source,
      String snapshot,
      NodeId primary,
      Optional<Size> maximumSize,
      Map<String, String> metadata)
      implements OnDataset {

    public CloneDataset {
      metadata = Map.copyOf(metadata);
    }
  }

  /**
   * Have a dataset on another node.
   *
   * @param primary empty to leave it where it is
   * @param force even though a lease says that it is in use elsewhere; the lease ends
   */
  record MoveDataset(DatasetId id, Optional<NodeId> primary, boolean force) implements OnDataset {}

  /**
   * Have a dataset no more. Doing it twice is doing it once.
   *
   * @param force even though a lease says that it is in use; the lease ends
   */
  record DeleteDataset(DatasetId id, boolean force) implements OnDataset {}

  /** Change how much a dataset may hold; empty for no limit. */
  record ResizeDataset(DatasetId id, Optional<Size> maximumSize) implements OnDataset {}

  /** Replace all that is said about a dataset. */
  record UpdateMetadata(DatasetId id, Map<String, String> metadata) implements OnDataset {

    public UpdateMetadata {
      metadata = Map.copyOf(metadata);
    }
  }

  /**
   * Forget deleted datasets, so that their ids become free. The caller vouches that every node of
   * the cluster reports and none reports a copy.
   *
   * @param deletedBefore only those that were deleted before; the others refuse the whole command
   */
  record PurgeDatasets(Set<DatasetId> ids, Instant deletedBefore) implements Command {

    public PurgeDatasets {
      ids = Set.copyOf(ids);
    }
  }

  /** A command about snapshots of one dataset. */
  sealed interface OnSnapshots extends Command {
    DatasetId dataset();
  }

  /** Have a snapshot taken of a dataset, as soon as the node that owns it hears of it. */
  record CreateSnapshot(DatasetId dataset, UserSnapshot snapshot) implements OnSnapshots {}

  /** Have a snapshot no more, on any node. */
  record DeleteSnapshot(DatasetId dataset, String name) implements OnSnapshots {}

  /** A node has reported that it has a snapshot. */
  record RecordSnapshot(DatasetId dataset, UserSnapshot snapshot, NodeId node)
      implements OnSnapshots {}

  /**
   * Forget deleted snapshots. The caller vouches that every node of the cluster reports and none
   * reports one of them.
   *
   * @param deletedBefore only those that were deleted before; the others refuse the whole command
   */
  record PurgeSnapshots(DatasetId dataset, Set<UserSnapshot> snapshots, Instant deletedBefore)
      implements OnSnapshots {

    public PurgeSnapshots {
      snapshots = Set.copyOf(snapshots);
    }
  }

  /** A command about one container. */
  sealed interface OnContainer extends Command {
    ApplicationName name();

    @Override
    default Optional<? extends Entity> object(ClusterConfiguration now) {
      return now.container(name());
    }
  }

  /** Run a container. */
  record CreateContainer(NodeId node, Application application) implements OnContainer {

    @Override
    @JsonIgnore
    public ApplicationName name() {
      return application.name();
    }
  }

  /**
   * Run a container, and have its datasets, on another node.
   *
   * @param force even though a lease says that one of its datasets is in use elsewhere
   */
  record MoveContainer(ApplicationName name, NodeId node, boolean force) implements OnContainer {}

  /** Run a container no more; its datasets stay. */
  record DeleteContainer(ApplicationName name) implements OnContainer {}

  /** A command about the lease of one dataset. */
  sealed interface OnLease extends Command {
    DatasetId dataset();

    @Override
    default Optional<? extends Entity> object(ClusterConfiguration now) {
      return now.lease(dataset());
    }
  }

  /**
   * Say that a dataset is in use on a node, or say it again with another expiry.
   *
   * @param duration how long, from now; empty for ever
   */
  record AcquireLease(DatasetId dataset, NodeId node, Optional<Duration> duration)
      implements OnLease {}

  /** A dataset is no longer in use. */
  record ReleaseLease(DatasetId dataset) implements OnLease {}

  /** Remove the leases that have ended by themselves. */
  record ExpireLeases() implements Command {}

  /** A command about one node. */
  sealed interface OnNode extends Command {
    NodeId node();

    @Override
    default Optional<? extends Entity> object(ClusterConfiguration now) {
      return now.node(node());
    }
  }

  /** A node has reported, from this address. */
  record SeeNode(NodeId node, String host) implements OnNode {}

  /** A node leaves the cluster; nothing may be wanted on it any more. */
  record DecommissionNode(NodeId node) implements OnNode {}

  /** A command about the home of one dataset. */
  sealed interface OnHome extends Command {
    DatasetId dataset();

    @Override
    default Optional<? extends Entity> object(ClusterConfiguration now) {
      return now.home(dataset());
    }
  }

  /** A node has reported that it owns the volume since an epoch. */
  record RecordVolume(DatasetId dataset, NodeId node, long epoch) implements OnHome {}

  /**
   * A node has said in a complete report that it has no volume of a dataset.
   *
   * @param told the version of the home that the node knew when it looked; a report made before it
   *     heard of the withdrawal proves nothing
   */
  record ConfirmAbsence(DatasetId dataset, NodeId node, long told) implements OnHome {}

  /**
   * Let the primary make the volume of a dataset whose home is unknown. The caller vouches that
   * there is none: every node of the cluster has said so, or an administrator does.
   */
  record GrantHome(DatasetId dataset) implements OnHome {}

  /**
   * All of them, in this order, or none.
   *
   * @param summary what they are together, for the history
   */
  record Together(String summary, @JsonIgnore List<Command> commands) implements Command {

    public Together {
      commands = List.copyOf(commands);
    }

    /** The object that they are all about, if it is the same one. */
    @Override
    public Optional<? extends Entity> object(ClusterConfiguration now) {
      Set<Entity> objects = new HashSet<>();
      for (Command command : commands) {
        Optional<? extends Entity> object = command.object(now);
        if (object.isEmpty()) {
          return Optional.empty();
        }
        objects.add(object.get());
      }
      return objects.size() == 1 ? objects.stream().findFirst() : Optional.empty();
    }

    /** How many they are. */
    @JsonProperty
    public int count() {
      return commands.size();
    }
  }
}
