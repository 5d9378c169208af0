package io.flocker.storage.loopback;

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
import io.flocker.storage.process.Command;
import io.flocker.storage.process.Commands;
import io.flocker.storage.record.RecordFiles;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Volumes as filesystem images in sparse files, for machines with neither ZFS nor btrfs.
 *
 * <p>The limit is the size of the image. A volume without a limit gets an image of the default
 * size, of which only what is written takes room. A volume is frozen by unmounting it; a snapshot
 * is a name for what the image then holds, and goes when the volume is thawed. Only whole images
 * travel, without their holes; so a retired copy keeps nothing but its record.
 */
public final class LoopbackDriver implements VolumeDriver {

  private final Path root;
  private final ImageFilesystem filesystem;
  private final Size defaultSize;
  private final Commands commands;

  /**
   * Volumes in the existing directory {@code root}.
   *
   * @param defaultSize of an image whose volume has no limit
   */
  public LoopbackDriver(
      Path root, ImageFilesystem filesystem, Size defaultSize, Commands commands) {
    this.root = root;
    this.filesystem = filesystem;
    this.defaultSize = defaultSize;
    this.commands = commands;
  }

  @Override
  public String name() {
    return "loopback";
  }

  /** Shrinks ext4 only, and only while the volume is frozen. */
  @Override
  public Capabilities capabilities() {
    return new Capabilities(false, filesystem == ImageFilesystem.EXT4);
  }

  @Override
  public List<ObservedVolume> list() {
    try {
      Mounts mounts = Mounts.now();
      List<ObservedVolume> volumes = new ArrayList<>();
      for (DatasetId dataset : RecordFiles.datasets(root)) {
        copy(dataset).find(mounts).ifPresent(volumes::add);
      }
      return volumes;
    } catch (IOException e) {
      throw StorageProblems.io(root.toString(), e);
    }
  }

  @Override
  public Optional<ObservedVolume> find(DatasetId dataset) {
    return FileWork.ask(dataset, () -> copy(dataset).find(Mounts.now()));
  }

  @Override
  public void create(VolumeRecord record) {
    LoopCopy copy = copy(record.dataset());
    begin(record, image -> copy.makeImage(image, copy.sizeFor(record.maximumSize())));
  }

  @Override
  public void clone(DatasetId parent, SnapshotName snapshot, VolumeRecord child) {
    begin(
        child,
        image -> {
          Path source = copy(parent).frozenContent(snapshot);
          commands.check(
              Command.of("cp", "--reflink=auto", "--sparse=always")
                  .with(source.toString(), image.toString())
                  .on(StorageProblems.where(child.dataset())));
        });
  }

  @FunctionalInterface
  private interface Content {
    void make(Path image) throws IOException;
  }

  private void begin(VolumeRecord record, Content content) {
    LoopCopy copy = copy(record.dataset());
    FileWork.run(
        record.dataset(),
        () -> {
          Optional<VolumeRecord> here = copy.record();
          if (here.isPresent()) {
            StorageProblems.refuseOther(record, here.get());
            return;
          }
          StorageProblems.refuseForeignOptions(record, name());
          Layout unfinished = copy.begin(record);
          content.make(unfinished.image());
          copy.openToAnyUser(unfinished);
          copy.publish(unfinished);
        });
  }

  @Override
  public void writeRecord(VolumeRecord record) {
    FileWork.run(record.dataset(), () -> copy(record.dataset()).write(record));
  }

  @Override
  public void resize(DatasetId dataset, Optional<Size> maximumSize) {
    FileWork.run(dataset, () -> copy(dataset).resize(maximumSize));
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
    return FileWork.ask(dataset, () -> copy(dataset).snapshots());
  }

  @Override
  public void destroySnapshot(DatasetId dataset, SnapshotName name) {
    FileWork.run(dataset, () -> copy(dataset).destroySnapshot(name));
  }

  @Override
  public Outgoing send(DatasetId dataset, SnapshotName snapshot, Optional<SnapshotName> base) {
    refuseBase(dataset, base);
    return FileWork.ask(dataset, () -> LoopOutgoing.begin(copy(dataset), snapshot));
  }

  @Override
  public Incoming receive(VolumeRecord record, SnapshotName snapshot, Optional<SnapshotName> base) {
    refuseBase(record.dataset(), base);
    return FileWork.ask(
        record.dataset(), () -> LoopIncoming.begin(copy(record.dataset()), record, snapshot));
  }

  private static void refuseBase(DatasetId dataset, Optional<SnapshotName> base) {
    if (base.isPresent()) {
      throw StorageProblems.storage(
          dataset,
          "the loopback backend cannot transfer the difference to '" + base.get() + "'",
          "transfer the whole volume, or use the btrfs or zfs backend");
    }
  }

  @Override
  public void retire(DatasetId dataset) {
    FileWork.run(dataset, () -> copy(dataset).retire());
  }

  @Override
  public void destroy(DatasetId dataset) {
    FileWork.run(dataset, () -> copy(dataset).destroy());
  }

  private LoopCopy copy(DatasetId dataset) {
    LoopMount mounter = new LoopMount(dataset, filesystem, commands);
    return new LoopCopy(root, dataset, mounter, defaultSize);
  }
}
