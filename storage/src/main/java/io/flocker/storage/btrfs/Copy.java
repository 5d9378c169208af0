package io.flocker.storage.btrfs;

import static io.flocker.storage.StorageProblems.where;

import io.flocker.core.model.DatasetId;
import io.flocker.core.model.Size;
import io.flocker.core.model.SnapshotName;
import io.flocker.core.model.UserSnapshot;
import io.flocker.core.state.ObservedSnapshot;
import io.flocker.core.state.ObservedVolume;
import io.flocker.core.state.VolumeRecord;
import io.flocker.storage.OpenWriters;
import io.flocker.storage.Outgoing;
import io.flocker.storage.Snapshot;
import io.flocker.storage.StorageProblems;
import io.flocker.storage.TreeSize;
import io.flocker.storage.linux.Descriptor;
import io.flocker.storage.process.SentByProgram;
import io.flocker.storage.record.Durable;
import io.flocker.storage.record.RecordFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/** What is done to one dataset's copy. Used by one thread. */
record Copy(Path root, DatasetId dataset, Subvolumes subvolumes, Quotas quotas) {

  /** Others on the machine must not reach the content, whose own mode lets anybody write. */
  private static final Set<PosixFilePermission> ROOT_ONLY =
      PosixFilePermissions.fromString("rwx------");

  Layout layout() {
    return Layout.of(root, dataset);
  }

  Optional<VolumeRecord> record() throws IOException {
    return RecordFiles.read(layout().home(), dataset);
  }

  private VolumeRecord mustBeHere() throws IOException {
    return record().orElseThrow(() -> StorageProblems.absent(dataset, root.toString()));
  }

  Optional<ObservedVolume> find() throws IOException {
    Optional<VolumeRecord> record = record();
    if (record.isEmpty()) {
      return Optional.empty();
    }
    Optional<Subvolume> data = Subvolume.at(layout().data());
    List<Snapshot> snapshots = subvolumes.list(layout().snapshots());
    return Optional.of(
        new ObservedVolume(
            record.get(),
            data.map(_ -> layout().data().toString()),
            data.filter(d -> !d.readOnly()).isPresent(),
            used(data, snapshots),
            snapshots.stream().map(Snapshot::identity).toList(),
            kept(snapshots)));
  }

  private List<ObservedSnapshot> kept(List<Snapshot> snapshots) throws IOException {
    List<ObservedSnapshot> kept = new ArrayList<>();
    for (Snapshot snapshot : snapshots) {
      Optional<UserSnapshot> asked = UserSnapshot.of(snapshot.name());
      Optional<Subvolume> found = Subvolume.at(layout().snapshot(snapshot.name()));
      if (asked.isPresent() && found.isPresent()) {
        kept.add(
            new ObservedSnapshot(
                asked.get(), Optional.of(found.get().made()), quotas.used(found.get())));
      }
    }
    return kept;
  }

  private Size used(Optional<Subvolume> data, List<Snapshot> snapshots) throws IOException {
    if (data.isPresent()) {
      return used(data.get(), layout().data());
    }
    if (snapshots.isEmpty()) {
      return new Size(0);
    }
    Path newest = layout().snapshot(snapshots.getLast().name());
    return used(Subvolume.at(newest).orElseThrow(), newest);
  }

  private Size used(Subvolume subvolume, Path path) throws IOException {
    Optional<Size> counted = quotas.used(subvolume);
    return counted.isPresent() ? counted.get() : TreeSize.estimate(path);
  }

  /** Starts to put a copy together where nobody sees it; what is left of another try goes. */
  Layout begin(VolumeRecord record) throws IOException {
    Path home = layout().home();
    if (Files.exists(home) && !Subvolumes.entries(home).isEmpty()) {
      throw StorageProblems.foreign(dataset, home.toString());
    }
    Layout unfinished = Layout.unfinished(root, dataset);
    subvolumes.deleteTree(unfinished.home());
    Files.createDirectory(unfinished.home(), PosixFilePermissions.asFileAttribute(ROOT_ONLY));
    Files.createDirectory(unfinished.snapshots());
    RecordFiles.write(unfinished.home(), record);
    return unfinished;
  }

  /** Makes a copy that was put together visible, durably. */
  void publish(Layout unfinished) throws IOException {
    syncFilesystem();
    Durable.move(unfinished.home(), layout().home());
  }

  void syncFilesystem() throws IOException {
    try (Descriptor descriptor = Descriptor.open(root)) {
      descriptor.syncFilesystem();
    }
  }

  void write(VolumeRecord record) throws IOException {
    mustBeHere();
    RecordFiles.write(layout().home(), record);
  }

  void resize(Optional<Size> maximumSize) throws IOException {
    VolumeRecord record = mustBeHere();
    if (Subvolume.at(layout().data()).isPresent()) {
      limit(layout().data(), maximumSize);
      syncFilesystem();
    }
    RecordFiles.write(layout().home(), record.sized(maximumSize));
  }

  /** Limits a subvolume; refuses a limit that is below what it holds, be it empty. */
  void limit(Path place, Optional<Size> maximumSize) throws IOException {
    Subvolume data = Subvolume.at(place).orElseThrow(() -> StorageProblems.noContent(dataset));
    refuseBelowUsed(data, maximumSize);
    quotas.limit(dataset, place, maximumSize);
  }

  private void refuseBelowUsed(Subvolume data, Optional<Size> maximumSize) throws IOException {
    if (maximumSize.isEmpty()) {
      return;
    }
    quotas.enable(dataset);
    syncFilesystem();
    Optional<Size> used = quotas.used(data);
    if (used.isPresent() && used.get().compareTo(maximumSize.get()) > 0) {
      throw StorageProblems.tooSmall(dataset, maximumSize.get().toString(), used.get().toString());
    }
  }

  Path makeWritable() throws IOException {
    VolumeRecord record = mustBeHere();
    if (record.head().isPresent()) {
      activate(record, snapshotPath(record.head().get()));
    }
    Subvolume data =
        Subvolume.at(layout().data()).orElseThrow(() -> StorageProblems.noContent(dataset));
    if (data.readOnly()) {
      subvolumes.setReadOnly(layout().data(), false);
    }
    return layout().data();
  }

  /** A rename puts the content in the place of the empty directory later. */
  Path reservePath() throws IOException {
    mustBeHere();
    Path data = layout().data();
    if (!Files.isDirectory(data)) {
      Files.createDirectory(data, PosixFilePermissions.asFileAttribute(ROOT_ONLY));
    }
    return data;
  }

  /**
   * Makes the head's content live. The head leaves the record last: whatever happens before, this
   * begins again, and nothing was written to the volume in between.
   */
  private void activate(VolumeRecord record, Path head) throws IOException {
    Layout here = layout();
    subvolumes.delete(here.newData());
    subvolumes.writableSnapshot(head, here.newData());
    subvolumes.set(here.newData(), record.properties());
    quotas.limit(dataset, here.newData(), record.maximumSize());
    subvolumes.delete(here.data());
    Durable.move(here.newData(), here.data());
    RecordFiles.write(here.home(), record.withHead(Optional.empty()));
  }

  void makeReadOnly() throws IOException {
    mustBeHere();
    Optional<Subvolume> data = Subvolume.at(layout().data());
    if (data.isEmpty()) {
      return;
    }
    if (!data.get().readOnly()) {
      subvolumes.setReadOnly(layout().data(), true);
    }
    StorageProblems.refuseWriter(dataset, OpenWriters.find(layout().data()));
  }

  Snapshot snapshot(SnapshotName name) throws IOException {
    mustBeHere();
    Path snapshot = layout().snapshot(name);
    if (!isComplete(snapshot)) {
      Path data = layout().data();
      if (Subvolume.at(data).isEmpty()) {
        throw StorageProblems.noContent(dataset);
      }
      refuseNested(data);
      subvolumes.deleteTree(parent(snapshot));
      Files.createDirectories(parent(snapshot));
      subvolumes.snapshot(data, snapshot);
    }
    return new Snapshot(name, Subvolume.at(snapshot).orElseThrow().identity());
  }

  private void refuseNested(Path data) throws IOException {
    if (Subvolume.hasChildren(data)) {
      throw StorageProblems.storage(
          dataset,
          "other subvolumes were made inside it, and a snapshot would leave out what they hold",
          "'btrfs subvolume list -o " + data + "' names them; replace them by plain directories");
    }
  }

  private static boolean isComplete(Path snapshot) throws IOException {
    return Subvolume.at(snapshot).filter(Subvolume::readOnly).isPresent();
  }

  Path snapshotPath(SnapshotName name) throws IOException {
    mustBeHere();
    Path snapshot = layout().snapshot(name);
    if (!isComplete(snapshot)) {
      throw StorageProblems.noSnapshot(dataset, name);
    }
    return snapshot;
  }

  void destroySnapshot(SnapshotName name) throws IOException {
    Optional<VolumeRecord> record = record();
    if (record.isEmpty()) {
      return;
    }
    if (record.get().head().filter(name::equals).isPresent()) {
      throw StorageProblems.isHead(dataset, name);
    }
    subvolumes.deleteTree(parent(layout().snapshot(name)));
  }

  Outgoing send(SnapshotName snapshot, Optional<SnapshotName> base) throws IOException {
    Path path = snapshotPath(snapshot);
    Optional<Path> basePath = Optional.empty();
    if (base.isPresent()) {
      basePath = Optional.of(snapshotPath(base.get()));
    }
    String identity = Subvolume.at(path).orElseThrow().identity();
    return new SentByProgram(
        subvolumes.send(path, basePath), new Snapshot(snapshot, identity), where(dataset));
  }

  void retire() throws IOException {
    mustBeHere();
    sweep();
    subvolumes.delete(layout().data());
  }

  /** Removes what interrupted work left in the copy. */
  void sweep() throws IOException {
    for (Path entry : Subvolumes.entries(layout().home())) {
      String name = String.valueOf(entry.getFileName());
      if (name.startsWith(Layout.INCOMING) || name.startsWith(Layout.NEW)) {
        subvolumes.deleteTree(entry);
      }
    }
    for (Path entry : Subvolumes.entries(layout().snapshots())) {
      if (Subvolumes.entries(entry).isEmpty()) {
        // The power went after its snapshot had been removed and before this folder was.
        Files.delete(entry);
      }
    }
  }

  void destroy() throws IOException {
    subvolumes.deleteTree(Layout.unfinished(root, dataset).home());
    if (record().isEmpty()) {
      return;
    }
    for (Path entry : Subvolumes.entries(layout().home())) {
      if (!entry.equals(layout().record())) {
        subvolumes.deleteTree(entry);
      }
    }
    Files.delete(layout().record());
    Files.delete(layout().home());
    Durable.sync(root);
  }

  private static Path parent(Path path) {
    return Objects.requireNonNull(path.getParent());
  }
}
