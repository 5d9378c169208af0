package io.flocker.storage.zfs;

import static io.flocker.storage.StorageProblems.where;

import io.flocker.core.model.DatasetId;
import io.flocker.core.model.Size;
import io.flocker.core.model.SnapshotName;
import io.flocker.core.state.ObservedVolume;
import io.flocker.core.state.VolumeRecord;
import io.flocker.storage.Capabilities;
import io.flocker.storage.FileWork;
import io.flocker.storage.Incoming;
import io.flocker.storage.Outgoing;
import io.flocker.storage.Snapshot;
import io.flocker.storage.StorageProblems;
import io.flocker.storage.VolumeDriver;
import io.flocker.storage.linux.Mounts;
import io.flocker.storage.process.Commands;
import io.flocker.storage.process.SentByProgram;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Volumes as filesystems {@code POOL/<dataset>} of a ZFS pool, mounted at {@code
 * MOUNTROOT/<dataset>}; works with OpenZFS and with zfs-fuse.
 *
 * <p>The whole record is the value of one user property, {@code flocker:record}, since ZFS changes
 * one property atomically and durably. All have {@code canmount=noauto}: nothing mounts them but
 * {@link #makeWritable}, and zfs-fuse loses a mount when that property changes.
 */
public final class ZfsDriver implements VolumeDriver {

  static final String NAME = "zfs";

  private final Zfs zfs;
  private final Path mountRoot;

  /** Volumes in {@code pool}, mounted in the existing directory {@code mountRoot}. */
  public ZfsDriver(String pool, Path mountRoot, Commands commands) {
    this.zfs = new Zfs(pool, commands);
    this.mountRoot = mountRoot;
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public Capabilities capabilities() {
    return new Capabilities(true, true);
  }

  @Override
  public List<ObservedVolume> list() {
    try {
      Mounts mounts = Mounts.now();
      List<ObservedVolume> observed = new ArrayList<>();
      for (ZfsVolume volume : zfs.listAll().volumes(zfs.pool())) {
        observed.add(volume.observed(zfs.filesystem(volume.dataset()), mounts));
      }
      return observed;
    } catch (IOException e) {
      throw StorageProblems.io("pool " + zfs.pool(), e);
    }
  }

  @Override
  public Optional<ObservedVolume> find(DatasetId dataset) {
    return FileWork.ask(
        dataset,
        () -> {
          Mounts mounts = Mounts.now();
          return copy(dataset).look().map(v -> v.observed(zfs.filesystem(dataset), mounts));
        });
  }

  @Override
  public void create(VolumeRecord record) {
    FileWork.run(record.dataset(), () -> copy(record.dataset()).create(record, Optional.empty()));
  }

  @Override
  public void clone(DatasetId parent, SnapshotName snapshot, VolumeRecord child) {
    if (copy(parent).mustBeHere().snapshot(snapshot).isEmpty()) {
      throw StorageProblems.noSnapshot(parent, snapshot);
    }
    Optional<String> origin = Optional.of(zfs.snapshot(parent, snapshot));
    FileWork.run(child.dataset(), () -> copy(child.dataset()).create(child, origin));
  }

  @Override
  public void writeRecord(VolumeRecord record) {
    copy(record.dataset()).mustBeHere();
    copy(record.dataset()).write(record);
  }

  @Override
  public void resize(DatasetId dataset, Optional<Size> maximumSize) {
    ZfsVolume volume = copy(dataset).mustBeHere();
    if (maximumSize.filter(s -> s.compareTo(volume.referenced()) < 0).isPresent()) {
      throw StorageProblems.tooSmall(
          dataset, maximumSize.get().toString(), volume.referenced().toString());
    }
    zfs.set(dataset, zfs.filesystem(dataset), "refquota", ZfsCopy.quota(maximumSize));
    copy(dataset).write(volume.record().sized(maximumSize));
  }

  @Override
  public Path makeWritable(DatasetId dataset) {
    return FileWork.ask(dataset, () -> copy(dataset).makeWritable());
  }

  @Override
  public Path reservePath(DatasetId dataset) {
    return FileWork.ask(dataset, () -> copy(dataset).reservePath());
  }

  @Override
  public void makeReadOnly(DatasetId dataset) {
    FileWork.run(dataset, () -> copy(dataset).makeReadOnly());
  }

  @Override
  public Snapshot snapshot(DatasetId dataset, SnapshotName name) {
    return FileWork.ask(dataset, () -> copy(dataset).snapshot(name));
  }

  @Override
  public List<Snapshot> snapshots(DatasetId dataset) {
    return copy(dataset).look().map(ZfsVolume::snapshots).orElse(List.of());
  }

  @Override
  public void destroySnapshot(DatasetId dataset, SnapshotName name) {
    Optional<ZfsVolume> volume = copy(dataset).look();
    if (volume.isEmpty() || volume.get().snapshot(name).isEmpty()) {
      return;
    }
    if (volume.get().record().head().filter(name::equals).isPresent()) {
      throw StorageProblems.isHead(dataset, name);
    }
    // -d: if a clone still needs it, it goes with the last clone.
    zfs.runWhenIdle(dataset, "destroy", "-d", zfs.snapshot(dataset, name));
  }

  @Override
  public Outgoing send(DatasetId dataset, SnapshotName snapshot, Optional<SnapshotName> base) {
    ZfsVolume volume = copy(dataset).mustBeHere();
    base.ifPresent(b -> find(volume, b));
    Snapshot sent = find(volume, snapshot);
    return new SentByProgram(zfs.send(dataset, snapshot, base), sent, where(dataset));
  }

  private static Snapshot find(ZfsVolume volume, SnapshotName name) {
    return volume
        .snapshot(name)
        .orElseThrow(() -> StorageProblems.noSnapshot(volume.dataset(), name));
  }

  @Override
  public Incoming receive(VolumeRecord record, SnapshotName snapshot, Optional<SnapshotName> base) {
    ZfsCopy copy = copy(record.dataset());
    return FileWork.ask(
        record.dataset(),
        () ->
            base.isPresent()
                ? ZfsIncoming.onto(copy, snapshot, base.get())
                : ZfsIncoming.anew(copy, record, snapshot));
  }

  @Override
  public void retire(DatasetId dataset) {
    FileWork.run(dataset, () -> copy(dataset).retire());
  }

  @Override
  public void destroy(DatasetId dataset) {
    FileWork.run(dataset, () -> copy(dataset).destroy());
  }

  private ZfsCopy copy(DatasetId dataset) {
    return new ZfsCopy(zfs, mountRoot, dataset);
  }
}
