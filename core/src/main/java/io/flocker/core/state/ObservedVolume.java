package io.flocker.core.state;

import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import io.flocker.core.model.DatasetId;
import io.flocker.core.model.Size;
import io.flocker.core.model.UserSnapshot;
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
 * @param snapshots those that somebody asked for; a release that does not know them says nothing
 */
public record ObservedVolume(
    VolumeRecord record,
    Optional<String> path,
    boolean writable,
    Size used,
    List<String> transferSnapshots,
    @JsonSetter(nulls = Nulls.AS_EMPTY) List<ObservedSnapshot> snapshots) {

  public ObservedVolume {
    transferSnapshots = List.copyOf(transferSnapshots);
    snapshots = List.copyOf(snapshots);
  }

  /** A copy with no snapshot that somebody asked for. */
  public ObservedVolume(
      VolumeRecord record,
      Optional<String> path,
      boolean writable,
      Size used,
      List<String> transferSnapshots) {
    this(record, path, writable, used, transferSnapshots, List.of());
  }

  /** A snapshot that somebody asked for, if this copy has it. */
  public Optional<ObservedSnapshot> snapshot(UserSnapshot wanted) {
    return snapshots.stream().filter(one -> one.snapshot().equals(wanted)).findFirst();
  }

  /** Which dataset this is a copy of. */
  public DatasetId dataset() {
    return record.dataset();
  }
}
