package io.flocker.core.plan;

import io.flocker.core.model.Application;
import io.flocker.core.model.ApplicationName;
import io.flocker.core.model.DatasetId;
import io.flocker.core.model.ImageReference;
import io.flocker.core.model.NodeId;
import io.flocker.core.model.NodeName;
import io.flocker.core.model.Size;
import io.flocker.core.state.KnownDataset;
import io.flocker.core.state.Route;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;

/**
 * One thing to do on one node. Doing it twice is doing it once; a crash in the midst of it is
 * repaired by planning again from what is then observed.
 */
public sealed interface Action {

  /** Fetches an image that the node lacks, while nothing is stopped yet. */
  record PullImage(ImageReference image) implements Action {}

  /** Makes an empty volume that this node owns from epoch 1. */
  record CreateVolume(DatasetId dataset, Optional<Size> maximumSize) implements Action {}

  /** Changes the limit of a volume that this node owns. */
  record ResizeVolume(DatasetId dataset, Optional<Size> from, Optional<Size> to)
      implements Action {}

  /** Makes a volume that this node owns live and writable, as it should have been already. */
  record ActivateVolume(DatasetId dataset) implements Action {}

  /**
   * Settles a hand-off that was cut short: asks the target to refuse it for ever, then makes the
   * volume writable here again.
   *
   * @param target the node to which it was being handed
   * @param epoch the epoch under which this node goes on as owner
   */
  record ReclaimVolume(DatasetId dataset, NodeName target, long epoch) implements Action {}

  /** Turns this node's copy into a replica, because another node owns the dataset since. */
  record RetireVolume(DatasetId dataset, NodeId owner, long epoch) implements Action {}

  /**
   * Moves all volumes of one application to another node: copies while its container runs, stops
   * it, sends the rest, commits, and removes the container.
   *
   * @param application whose container is stopped on the way, if it has one here
   * @param image what the target must have before anything is stopped; empty if unknown
   */
  record MoveVolumes(
      ApplicationName application,
      List<Transfer> transfers,
      NodeName target,
      Optional<ImageReference> image)
      implements Action {

    public MoveVolumes {
      transfers = List.copyOf(transfers);
    }
  }

  /**
   * One volume of a move.
   *
   * @param maximumSize the limit that it shall have on the target
   * @param bytes about how many bytes the first copy carries; empty if only the difference to what
   *     the target already has
   * @param live whether the first copy is made while the container runs
   */
  record Transfer(
      DatasetId dataset, Optional<Size> maximumSize, Optional<Size> bytes, boolean live) {}

  /** Waits until volumes that move here are owned by this node. */
  record AwaitVolumes(ApplicationName application, List<DatasetId> datasets, NodeName source)
      implements Action {

    public AwaitVolumes {
      datasets = List.copyOf(datasets);
    }
  }

  /** Stops a container of ours and removes it; its volumes stay. */
  record RemoveContainer(ApplicationName application) implements Action {}

  /** Makes and starts a container on volumes that are owned here, mounted and writable. */
  record StartContainer(Application application) implements Action {}

  /** Waits until an application runs on another node. */
  record AwaitApplication(ApplicationName application, NodeName node) implements Action {}

  /** Changes routes: these are added (replacing others of the same port) and those withdrawn. */
  record ChangeRoutes(SortedSet<Route> add, SortedSet<Integer> withdraw) implements Action {}

  /** Replaces the set of ports that the node's packet filter lets in for us. */
  record OpenPorts(SortedSet<Integer> ports) implements Action {}

  /** Writes down where datasets live, see {@link KnownDataset}. */
  record RememberDatasets(List<KnownDataset> datasets) implements Action {

    public RememberDatasets {
      datasets = List.copyOf(datasets);
    }
  }
}
