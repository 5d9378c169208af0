package io.flocker.storage.btrfs;

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
import io.flocker.storage.TreeSize;
import io.flocker.storage.VolumeDriver;
import io.flocker.storage.process.Commands;
import io.flocker.storage.record.RecordFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Volumes as subvolumes below a directory on btrfs; {@link Layout} says where everything is.
 *
 * <p>What a volume uses is what its quota group counts, once any volume on the filesystem has a
 * limit; before that it is {@link TreeSize}'s estimate.
 */
public final class BtrfsDriver implements VolumeDriver {

  static final String NAME = "btrfs";

  private final Path root;
  private final Commands commands;
  private final Quotas quotas;

  /** Volumes in {@code root}, an existing directory on btrfs. */
  public BtrfsDriver(Path root, Commands commands) throws IOException {
    this.root = root;
    this.commands = commands;
    this.quotas = new Quotas(root, commands);
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
      quotas.recountIfLost();
      List<ObservedVolume> volumes = new ArrayList<>();
      for (DatasetId dataset : RecordFiles.datasets(root)) {
        find(dataset).ifPresent(volumes::add);
      }
      return volumes;
    } catch (IOException e) {
      throw StorageProblems.io(root.toString(), e);
    }
  }

  @Override
  public Optional<ObservedVolume> find(DatasetId dataset) {
    return FileWork.ask(dataset, () -> copy(dataset).find());
  }

  @Override
  public Optional<VolumeRecord> record(DatasetId dataset) {
    return FileWork.ask(dataset, () -> copy(dataset).record());
  }

  @Override
  public void create(VolumeRecord record) {
    begin(record, data -> subvolumes(record.dataset()).create(data));
  }

  @Override
  public void clone(DatasetId parent, SnapshotName snapshot, VolumeRecord child) {
    begin(
        child,
        data ->
            subvolumes(child.dataset())
                .writableSnapshot(copy(parent).snapshotPath(snapshot), data));
  }

  @FunctionalInterface
  private interface Content {
    void make(Path data) throws IOException;
  }

  private void begin(VolumeRecord record, Content content) {
    Copy copy = copy(record.dataset());
    FileWork.run(
        record.dataset(),
        () -> {
          Optional<VolumeRecord> here = copy.record();
          if (here.isPresent()) {
            StorageProblems.refuseOther(record, here.get());
            return;
          }
          StorageProblems.refuseForeignOptions(record, NAME);
          Layout unfinished = copy.begin(record);
          content.make(unfinished.data());
          copy.subvolumes().set(unfinished.data(), record.properties());
          Files.setPosixFilePermissions(
              unfinished.data(), PosixFilePermissions.fromString("rwxrwxrwx"));
          copy.limit(unfinished.data(), record.maximumSize());
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
    return FileWork.ask(
        dataset, () -> subvolumes(dataset).list(Layout.of(root, dataset).snapshots()));
  }

  @Override
  public void destroySnapshot(DatasetId dataset, SnapshotName name) {
    FileWork.run(dataset, () -> copy(dataset).destroySnapshot(name));
  }

  @Override
  public Outgoing send(DatasetId dataset, SnapshotName snapshot, Optional<SnapshotName> base) {
    return FileWork.ask(dataset, () -> copy(dataset).send(snapshot, base));
  }

  @Override
  public Incoming receive(VolumeRecord record, SnapshotName snapshot, Optional<SnapshotName> base) {
    DatasetId dataset = record.dataset();
    return FileWork.ask(dataset, () -> BtrfsIncoming.begin(copy(dataset), record, snapshot, base));
  }

  @Override
  public void retire(DatasetId dataset) {
    FileWork.run(dataset, () -> copy(dataset).retire());
  }

  @Override
  public void destroy(DatasetId dataset) {
    FileWork.run(dataset, () -> copy(dataset).destroy());
  }

  private Copy copy(DatasetId dataset) {
    return new Copy(root, dataset, subvolumes(dataset), quotas);
  }

  private Subvolumes subvolumes(DatasetId dataset) {
    return new Subvolumes(dataset, commands);
  }
}
