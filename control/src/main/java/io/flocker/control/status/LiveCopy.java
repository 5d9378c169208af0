package io.flocker.control.status;

import io.flocker.core.model.NodeId;
import io.flocker.core.state.ObservedVolume;
import io.flocker.core.state.VolumeRecord;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;

/**
 * The one copy of a dataset that can be written to.
 *
 * @param path where its content is on the node
 */
public record LiveCopy(NodeId node, ObservedVolume volume, String path) {

  /**
   * Finds it: the copy of whom the latest record names as owner, if that node has it there and
   * writable. A copy that only an older record calls its owner's is none, whatever it says.
   */
  public static Optional<LiveCopy> of(Map<NodeId, ObservedVolume> copies) {
    Optional<VolumeRecord> latest = latest(copies);
    return latest.flatMap(record ->
        Optional.ofNullable(copies.get(record.owner()))
            .filter(copy -> isLive(copy, record))
            .flatMap(copy -> copy.path().map(path -> new LiveCopy(record.owner(), copy, path))));
  }

  private static boolean isLive(ObservedVolume copy, VolumeRecord latest) {
    return copy.writable()
        && copy.record().epoch() == latest.epoch()
        && copy.record().isWritableOn(latest.owner());
  }

  /** The owner of a dataset as far as any of its copies knows. */
  public static Optional<NodeId> owner(Map<NodeId, ObservedVolume> copies) {
    return latest(copies).map(VolumeRecord::owner);
  }

  private static Optional<VolumeRecord> latest(Map<NodeId, ObservedVolume> copies) {
    return copies.values().stream()
        .map(ObservedVolume::record)
        .max(Comparator.comparingLong(VolumeRecord::epoch));
  }
}
