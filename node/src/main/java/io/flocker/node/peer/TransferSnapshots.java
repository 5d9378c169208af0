package io.flocker.node.peer;

import io.flocker.core.model.DatasetId;
import io.flocker.core.model.NodeId;
import io.flocker.core.model.SnapshotName;
import io.flocker.storage.Snapshot;
import io.flocker.storage.VolumeDriver;
import java.util.List;

/** Snapshots that were made to move a volume: of use later is only the newest of each two nodes. */
public final class TransferSnapshots {

  private TransferSnapshots() {}

  /** Those made for moves between two nodes, in either direction, oldest first. */
  public static List<SnapshotName> between(
      VolumeDriver driver, DatasetId dataset, NodeId one, NodeId other) {
    return driver.snapshots(dataset).stream()
        .map(Snapshot::name)
        .filter(name -> TransferName.isBetween(name, one, other))
        .toList();
  }

  /** Removes all of them but the newest, which both nodes have once a move has ended. */
  public static void prune(VolumeDriver driver, DatasetId dataset, NodeId one, NodeId other) {
    List<SnapshotName> names = between(driver, dataset, one, other);
    names.stream()
        .limit(Math.max(0, names.size() - 1))
        .forEach(name -> driver.destroySnapshot(dataset, name));
  }
}
