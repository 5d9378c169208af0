package io.flocker.core.plan;

import io.flocker.core.model.Application;
import io.flocker.core.model.ApplicationName;
import io.flocker.core.model.DatasetId;
import io.flocker.core.model.ImageReference;
import io.flocker.core.model.NodeId;
import io.flocker.core.model.NodeName;
import io.flocker.core.model.Size;
import io.flocker.core.model.UserSnapshot;
import io.flocker.core.model.VolumeProperties;
import io.flocker.core.state.KnownDataset;
import io.flocker.core.state.Route;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;

/**
 * One thing to do on one node. Doing it twice is doing it once; a crash in the midst of it is
 * repaired by planning again from what is then observed.
 */
public sealed interface Action {

  /** Fetches an image that the node lacks, while nothing is stopped yet. */
  record PullImage(ImageReference image) implements Action {}

  /** Makes an empty volume that this node owns from epoch 1. */
  record CreateVolume(DatasetId dataset, Optional<Size> maximumSize, VolumeProperties properties)
      implements Action {

    /** With the backend's own defaults. */
    public CreateVolume(DatasetId dataset, Optional<Size> maximumSize) {
      this(dataset, maximumSize, VolumeProperties.NONE);
    }
  }

  /**
   * Makes a volume that this node owns from epoch 1, with the content of a snapshot of another
   * dataset that its copy here must have; what neither changes is shared.
   */
  record CloneVolume(
      DatasetId dataset,
      DatasetId source,
      UserSnapshot snapshot,
      Optional<Size> maximumSize,
      VolumeProperties properties)
      implements Action {}

  /** Changes the limit of a volume that this node owns. */
  record ResizeVolume(DatasetId dataset, Optional<Size> from, Optional<Size> to)
      implements Action {}

  /**
   * Makes a volume that this node owns live and writable, as it should have been already. Fails if
   * the copy's record, read again under its lock, says that another node owns it or that it is
   * being handed off.
   */
  record ActivateVolume(DatasetId dataset) implements Action {}

  /**
   * Settles a hand-off that was cut short: asks the target to refuse it for ever, then makes the
   * volume writable here again.
   *
   * <p>The numbers. The copy here is at epoch {@code e}, so what may still be under way commits at
   * {@code e + 1}. The target is fenced at {@code epoch - 1}, which is at least {@code e + 1}; only
   * once it has confirmed that, the copy here becomes the owner's at {@code epoch}, at least {@code
   * e + 2}. The next hand-off therefore commits above every fence.
   *
   * <p>Under the copy's lock, before anything else, the record is read again: if this node owns the
   * dataset and hands nothing off, the work is done already; if the copy has moved on to a higher
   * epoch since the plan was made, {@code e + 2} of that epoch is used if it is more than {@code
   * epoch}; if it is now handing off to another node than {@code target}, the action fails. The
   * target answers the fence with its own record. If that is at a higher epoch than {@code e}, the
   * hand-off had been committed after all: the copy here becomes a replica of the owner that the
   * answer names, as by {@link RetireVolume}, and the action has succeeded.
   *
   * @param target the node to which it was being handed
   * @param epoch the epoch under which this node goes on as owner
   */
  record ReclaimVolume(DatasetId dataset, NodeName target, long epoch) implements Action {}

  /**
   * Turns this node's copy into a replica, because another node owns the dataset since. A record at
   * {@code epoch} or a higher one stays; the live content goes in any case, unless this node owns
   * it again, and so do older snapshots of moves between the two.
   *
   * @param owner the true owner
   * @param epoch the epoch of its ownership
   */
  record RetireVolume(DatasetId dataset, NodeId owner, long epoch) implements Action {}

  /** Destroys this node's copy of a dataset that was deleted, with all its snapshots. */
  record DestroyVolume(DatasetId dataset) implements Action {}

  /** Takes a snapshot that somebody asked for, of a volume that this node owns and that is live. */
  record TakeSnapshot(DatasetId dataset, UserSnapshot snapshot) implements Action {}

  /** Removes a snapshot that somebody asked for once and wants no more, from this node's copy. */
  record RemoveSnapshot(DatasetId dataset, UserSnapshot snapshot) implements Action {}

  /**
   * Moves all volumes of one application, or a dataset that none brings with it, to another node:
   * copies while the container runs, stops it, sends the rest and commits. The stopped container
   * and what is left of the volumes are for later steps, so that they do not compete with the start
   * over there.
   *
   * <p>Volumes that the target owns already are left out. Fails if this node no longer owns one
   * that the target does not own either. Before anything is stopped, the target must have the
   * image, have retired a copy that once was the owner's, and have been able to create the
   * container.
   *
   * @param application whose container is stopped on the way, if it has one here; empty for a
   *     dataset by itself
   */
  record MoveVolumes(Optional<Application> application, List<Transfer> transfers, NodeName target)
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

  /**
   * Waits until a node has handed over volumes, to this node or to another one.
   *
   * @param application whose volumes they are; empty for a dataset by itself
   */
  record AwaitVolumes(
      Optional<ApplicationName> application, List<DatasetId> datasets, NodeName source)
      implements Action {

    public AwaitVolumes {
      datasets = List.copyOf(datasets);
    }
  }

  /** Stops a container of ours and removes it; its volumes stay. */
  record RemoveContainer(ApplicationName application) implements Action {}

  /**
   * Makes and starts a container on volumes that are owned here, mounted and writable; all of that
   * is checked again at that moment. A stopped container that was made from another wish, or that
   * has other paths mounted, is made anew.
   */
  record StartContainer(Application application) implements Action {}

  /**
   * Waits until an application runs on another node as it should.
   *
   * @param specification what its container there must carry, see {@link SpecificationDigest}: only
   *     then does the node own all its datasets
   */
  record AwaitApplication(
      ApplicationName application, SortedMap<String, String> specification, NodeName node)
      implements Action {

    public AwaitApplication {
      specification = Collections.unmodifiableSortedMap(new TreeMap<>(specification));
    }
  }

  /**
   * Changes routes: these are added (replacing others of the same port) and those withdrawn.
   * Several branches of a plan do this, so reading and writing the set is one step.
   */
  record ChangeRoutes(SortedSet<Route> add, SortedSet<Integer> withdraw) implements Action {}

  /** Replaces the set of ports that the node's packet filter lets in for us. */
  record OpenPorts(SortedSet<Integer> ports) implements Action {}

  /**
   * Writes down where datasets live, see {@link KnownDataset}. What the node has written down about
   * other datasets stays, and so does what it knows of one of these at a higher epoch.
   */
  record RememberDatasets(List<KnownDataset> datasets) implements Action {

    public RememberDatasets {
      datasets = List.copyOf(datasets);
    }
  }
}
