package io.flocker.storage.zfs;

import io.flocker.core.model.DatasetId;
import io.flocker.core.model.Size;
import io.flocker.core.model.SnapshotName;
import io.flocker.core.model.VolumeProperties;
import io.flocker.core.state.VolumeRecord;
import io.flocker.storage.OpenWriters;
import io.flocker.storage.Snapshot;
import io.flocker.storage.StorageProblems;
import io.flocker.storage.linux.Descriptor;
import io.flocker.storage.linux.MountPoint;
import io.flocker.storage.linux.Mounts;
import io.flocker.storage.process.Command;
import io.flocker.storage.record.Durable;
import io.flocker.storage.record.RecordCodec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What is done to one dataset's copy. Used by one thread. */
record ZfsCopy(Zfs zfs, Path mountRoot, DatasetId dataset) {

  String filesystem() {
    return zfs.filesystem(dataset);
  }

  private Path mountPath() {
    return mountRoot.resolve(dataset.toString());
  }

  MountPoint mountPoint() {
    return new MountPoint(mountPath(), zfs.commands());
  }

  Optional<ZfsVolume> look() {
    return zfs.list(filesystem()).volumes(zfs.pool()).stream()
        .filter(v -> v.dataset().equals(dataset))
        .findFirst();
  }

  ZfsVolume mustBeHere() {
    return look().orElseThrow(() -> StorageProblems.absent(dataset, "pool " + zfs.pool()));
  }

  void write(VolumeRecord record) {
    zfs.set(dataset, filesystem(), ZfsListing.RECORD, RecordCodec.encode(record));
  }

  static String quota(Optional<Size> limit) {
    return limit.map(s -> Long.toString(s.bytes())).orElse("none");
  }

  /** Each option as {@code -o NAME=VALUE}. */
  static List<String> options(VolumeProperties properties) {
    List<String> options = new ArrayList<>();
    properties
        .forBackend(ZfsDriver.NAME)
        .forEach((name, value) -> options.addAll(List.of("-o", name + "=" + value)));
    return options;
  }

  /** Makes an empty copy, or a clone of {@code origin}. It is one once it has its record. */
  void create(VolumeRecord record, Optional<String> origin) throws IOException {
    Optional<ZfsVolume> here = look();
    if (here.isPresent()) {
      StorageProblems.refuseOther(record, here.get().record());
      return;
    }
    StorageProblems.refuseForeignOptions(record, ZfsDriver.NAME);
    removeHalfMade(filesystem());
    List<String> command = new ArrayList<>(List.of(origin.isPresent() ? "clone" : "create"));
    for (String property :
        List.of(
            ZfsListing.OURS + "=" + dataset,
            "canmount=noauto",
            ZfsListing.LIVE + "=on",
            "readonly=off",
            "mountpoint=" + mountPath(),
            "refquota=" + quota(record.maximumSize()))) {
      command.addAll(List.of("-o", property));
    }
    command.addAll(options(record.properties()));
    origin.ifPresent(command::add);
    command.add(filesystem());
    zfs.run(dataset, command.toArray(String[]::new));
    mount();
    Files.setPosixFilePermissions(mountPath(), PosixFilePermissions.fromString("rwxrwxrwx"));
    Durable.sync(mountPath());
    write(record);
  }

  /** Removes what an interrupted beginning left; refuses what is not provably ours. */
  void removeHalfMade(String name) throws IOException {
    ZfsListing listing = zfs.list(name);
    if (!listing.exists(name)) {
      return;
    }
    boolean ours =
        listing.property(name, ZfsListing.OURS).filter(dataset.toString()::equals).isPresent();
    if (!ours || listing.property(name, ZfsListing.RECORD).isPresent()) {
      throw StorageProblems.foreign(dataset, "ZFS filesystem " + name);
    }
    unmount();
    zfs.destroy(dataset, name);
  }

  Path makeWritable() throws IOException {
    ZfsVolume volume = mustBeHere();
    Optional<SnapshotName> head = volume.record().head();
    if (head.isPresent()) {
      if (volume.snapshot(head.get()).isEmpty()) {
        throw StorageProblems.noSnapshot(dataset, head.get());
      }
      unmount();
      zfs.runWhenIdle(dataset, "rollback", "-r", zfs.snapshot(dataset, head.get()));
    } else if (!volume.live()) {
      throw StorageProblems.noContent(dataset);
    }
    enforceLimit(volume);
    if (volume.readOnly()) {
      zfs.set(dataset, filesystem(), "readonly", "off");
    }
    mount();
    if (!volume.live()) {
      zfs.set(dataset, filesystem(), ZfsListing.LIVE, "on");
    }
    if (head.isPresent()) {
      // Last: whatever happens before, this begins again, and nobody wrote in between.
      write(volume.record().withHead(Optional.empty()));
    }
    return mountPath();
  }

  Path reservePath() throws IOException {
    mustBeHere();
    mountPoint().make();
    return mountPath();
  }

  /**
   * The limit does not travel with the stream. Content that takes a little more room here than
   * where it came from must still become live, so the limit is never less than what is used.
   */
  private void enforceLimit(ZfsVolume volume) {
    Optional<Size> wanted =
        volume
            .record()
            .maximumSize()
            .map(s -> new Size(Math.max(s.bytes(), volume.referenced().bytes())));
    if (!wanted.equals(volume.limit())) {
      zfs.set(dataset, filesystem(), "refquota", quota(wanted));
    }
  }

  private void mount() throws IOException {
    if (!isMounted()) {
      mountPoint().make();
      try (MountTurn _ = MountTurn.take()) {
        zfs.runWhenIdle(dataset, "mount", filesystem());
      }
    }
    Mounts.Mount mounted =
        mounted()
            .orElseThrow(() ->
                StorageProblems.storage(
                    dataset,
                    "'zfs mount "
                        + filesystem()
                        + "' succeeded, but it is not mounted at "
                        + mountPath(),
                    "check that the ZFS daemon and Flocker see the same mounts"));
    // In zfs-fuse, fsync does nothing in a file that was closed after it was written and opened
    // again; databases do that. So there each write is made durable at once.
    if (mounted.type().equals("fuse.zfs") && !mounted.options().contains("sync")) {
      zfs.commands().check(Command.of("mount", "-i", "-o", "remount,sync", mountPath().toString()));
    }
  }

  private boolean isMounted() throws IOException {
    return mounted().isPresent();
  }

  private Optional<Mounts.Mount> mounted() throws IOException {
    return Mounts.now().at(mountPath()).filter(m -> m.source().equals(filesystem()));
  }

  /** The mounted filesystem goes; with zfs-fuse the daemon may notice a moment later. */
  void unmount() throws IOException {
    if (isMounted()) {
      try (MountTurn _ = MountTurn.take()) {
        zfs.unmount(dataset, filesystem());
      }
    }
  }

  void makeReadOnly() throws IOException {
    mustBeHere();
    zfs.set(dataset, filesystem(), "readonly", "on");
    if (isMounted()) {
      StorageProblems.refuseWriter(dataset, OpenWriters.find(mountPath()));
    }
  }

  Snapshot snapshot(SnapshotName name) throws IOException {
    ZfsVolume volume = mustBeHere();
    Optional<Snapshot> taken = volume.snapshot(name);
    if (taken.isPresent()) {
      return taken.get();
    }
    if (!volume.live()) {
      throw StorageProblems.noContent(dataset);
    }
    if (isMounted()) {
      // Pages written through mmap reach zfs-fuse only when the kernel writes them back.
      try (Descriptor root = Descriptor.open(mountPath())) {
        root.syncFilesystem();
      }
    }
    zfs.run(dataset, "snapshot", zfs.snapshot(dataset, name));
    return mustBeHere().snapshot(name).orElseThrow(() -> StorageProblems.noSnapshot(dataset, name));
  }

  void retire() throws IOException {
    ZfsVolume volume = mustBeHere();
    if (!volume.readOnly()) {
      zfs.set(dataset, filesystem(), "readonly", "on");
    }
    if (volume.live()) {
      zfs.set(dataset, filesystem(), ZfsListing.LIVE, "off");
    }
    unmount();
  }

  void destroy() throws IOException {
    removeArrival();
    if (look().isEmpty()) {
      removeHalfMadeOfOurs();
      return;
    }
    destroyFilesystem();
    mountPoint().remove();
  }

  /** Removes what an interrupted receive left; it is ours because its parent says so. */
  void removeArrival() {
    String arrival = zfs.incoming(dataset);
    ZfsListing listing = zfs.list(zfs.incoming());
    if (listing.exists(arrival)) {
      if (listing.property(zfs.incoming(), ZfsListing.OURS).isEmpty()) {
        throw StorageProblems.foreign(dataset, "ZFS filesystem " + zfs.incoming());
      }
      zfs.destroy(dataset, arrival);
    }
  }

  private void removeHalfMadeOfOurs() throws IOException {
    if (zfs.list(filesystem()).property(filesystem(), ZfsListing.OURS).isPresent()) {
      removeHalfMade(filesystem());
      mountPoint().remove();
    }
  }

  /** Destroys the copy; clones of it, which are volumes of their own, take over what they share. */
  void destroyFilesystem() throws IOException {
    for (String clone : zfs.listAll().clonesOf(filesystem())) {
      zfs.run(dataset, "promote", clone);
    }
    unmount();
    zfs.destroy(dataset, filesystem());
  }
}
