package io.flocker.wire;

import io.flocker.core.model.DatasetId;
import io.flocker.core.model.NodeId;
import io.flocker.core.model.Size;
import io.flocker.core.model.UserSnapshot;
import io.flocker.core.model.VolumeProperties;
import io.flocker.core.state.ObservedVolume;
import java.util.List;
import java.util.Optional;

/**
 * How a dataset should be, and what others know about it.
 *
 * @param node where it should be writable
 * @param maximumSize the limit; empty for none
 * @param deleted whether all its copies should be destroyed
 * @param mayCreate whether the node that this is told, and no other, may create an empty volume
 * @param copies the copies that other nodes reported
 * @param home where it was last known to live
 * @param snapshots what should become of its snapshots
 * @param mayClone of what the node that this is told, and no other, may make the volume, as a clone
 *     and nothing else
 * @param name by which Docker calls it; empty if it does not
 * @param properties the options of the volume that the node that this is told may make; a volume
 *     that exists keeps its own
 */
public record WantedDataset(
    DatasetId dataset,
    NodeId node,
    Optional<Size> maximumSize,
    boolean deleted,
    boolean mayCreate,
    List<Copy> copies,
    Optional<Home> home,
    Snapshots snapshots,
    Optional<Origin> mayClone,
    Optional<String> name,
    VolumeProperties properties) {

  public WantedDataset {
    copies = List.copyOf(copies);
  }

  /**
   * A dataset without a name and options that is no clone, of whose snapshots nothing is to be made
   * or removed.
   */
  public WantedDataset(
      DatasetId dataset,
      NodeId node,
      Optional<Size> maximumSize,
      boolean deleted,
      boolean mayCreate,
      List<Copy> copies,
      Optional<Home> home) {
    this(
        dataset,
        node,
        maximumSize,
        deleted,
        mayCreate,
        copies,
        home,
        Snapshots.NONE,
        Optional.empty(),
        Optional.empty(),
        VolumeProperties.NONE);
  }

  /** A snapshot of another dataset, of which a clone is made. */
  public record Origin(DatasetId dataset, UserSnapshot snapshot) {}

  /**
   * What should become of snapshots that somebody asked for. What is mentioned in neither stays as
   * it is: nothing is ever removed because it was not mentioned.
   *
   * @param take those that the owner should take, unless it has them
   * @param remove those that the node that this is told should remove from its copy
   */
  public record Snapshots(List<UserSnapshot> take, List<UserSnapshot> remove) {

    /** Nothing is to be done. */
    public static final Snapshots NONE = new Snapshots(List.of(), List.of());

    public Snapshots {
      take = List.copyOf(take);
      remove = List.copyOf(remove);
    }
  }

  /** Another node's copy, as that node last reported it. */
  public record Copy(NodeId node, ObservedVolume volume) {}

  /**
   * Where a dataset was last known to live.
   *
   * @param epoch 0: it was granted to the node, which has not reported a volume yet
   */
  public record Home(NodeId node, long epoch) {}
}
