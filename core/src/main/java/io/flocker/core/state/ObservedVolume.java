package io.flocker.core.state;

import io.flocker.core.model.DatasetId;
import io.flocker.core.model.Size;
import java.util.List;
import java.util.Optional;

/**
 * A copy of a dataset as a node finds it.
 *
 * @param record what the copy says about itself
 * @param path where the content is on the node, while it is there
 * @param writable whether it can be written to now
 * @param used bytes that a full transfer would carry, as far as the filesystem knows
 * @param transferSnapshots identities of the snapshots that an incremental transfer could begin at
 */
public record ObservedVolume(
    VolumeRecord record,
    Optional<String> path,
    boolean writable,
    Size used,
    List<String> transferSnapshots) {

  public ObservedVolume {
    transferSnapshots = List.copyOf(transferSnapshots);
  }

  /** Which dataset this is a copy of. */
  public DatasetId dataset() {
    return record.dataset();
  }
}
