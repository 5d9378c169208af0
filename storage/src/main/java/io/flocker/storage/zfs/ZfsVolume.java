package io.flocker.storage.zfs;

import io.flocker.core.model.DatasetId;
import io.flocker.core.model.Size;
import io.flocker.core.model.SnapshotName;
import io.flocker.core.model.UserSnapshot;
import io.flocker.core.state.ObservedSnapshot;
import io.flocker.core.state.ObservedVolume;
import io.flocker.core.state.VolumeRecord;
import io.flocker.storage.Snapshot;
import io.flocker.storage.linux.Mounts;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * A copy as one {@code zfs get} shows it.
 *
 * @param live whether the filesystem's content is what may become writable; not so for a replica,
 *     whose content only the head of its record can make live
 * @param limit the limit that ZFS enforces
 * @param snapshots oldest first, without those that only wait for their clones to go
 * @param kept those of them that somebody asked for
 */
record ZfsVolume(
    VolumeRecord record,
    Path mountPoint,
    boolean readOnly,
    boolean live,
    Size referenced,
    Optional<Size> limit,
    List<Snapshot> snapshots,
    List<ObservedSnapshot> kept) {

  ZfsVolume {
    snapshots = List.copyOf(snapshots);
    kept = List.copyOf(kept);
  }

  DatasetId dataset() {
    return record.dataset();
  }

  Optional<Snapshot> snapshot(SnapshotName name) {
    return snapshots.stream().filter(s -> s.name().equals(name)).findFirst();
  }

  ObservedVolume observed(String filesystem, Mounts mounts) {
    boolean mounted = isMounted(filesystem, mounts);
    return new ObservedVolume(
        record,
        live && mounted ? Optional.of(mountPoint.toString()) : Optional.empty(),
        live && mounted && !readOnly,
        referenced,
        snapshots.stream().map(Snapshot::identity).toList(),
        kept);
  }

  /** Those that somebody asked for and that are newer than another snapshot. */
  List<UserSnapshot> keptAfter(SnapshotName base) {
    List<SnapshotName> names = snapshots.stream().map(Snapshot::name).toList();
    return names.subList(names.indexOf(base) + 1, names.size()).stream()
        .flatMap(name -> UserSnapshot.of(name).stream())
        .toList();
  }

  boolean isMounted(String filesystem, Mounts mounts) {
    return mounts.at(mountPoint).filter(m -> m.source().equals(filesystem)).isPresent();
  }
}
