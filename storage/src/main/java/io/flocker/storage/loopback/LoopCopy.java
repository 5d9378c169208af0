package io.flocker.storage.loopback;

import io.flocker.core.model.DatasetId;
import io.flocker.core.model.Size;
import io.flocker.core.model.SnapshotName;
import io.flocker.core.state.ObservedVolume;
import io.flocker.core.state.VolumeRecord;
import io.flocker.storage.Snapshot;
import io.flocker.storage.StorageProblems;
import io.flocker.storage.linux.MountPoint;
import io.flocker.storage.linux.Mounts;
import io.flocker.storage.record.Durable;
import io.flocker.storage.record.RecordFiles;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** What is done to one dataset's copy. Used by one thread. */
record LoopCopy(Path root, DatasetId dataset, LoopMount mounter, Size defaultSize) {

  Layout layout() {
    return Layout.of(root, dataset);
  }

  Optional<VolumeRecord> record() throws IOException {
    return RecordFiles.read(layout().home(), dataset);
  }

  private VolumeRecord mustBeHere() throws IOException {
    return record().orElseThrow(() -> StorageProblems.absent(dataset, root.toString()));
  }

  Size sizeFor(Optional<Size> maximumSize) {
    return maximumSize.orElse(defaultSize);
  }

  Optional<ObservedVolume> find(Mounts mounts) throws IOException {
    Optional<VolumeRecord> record = record();
    if (record.isEmpty()) {
      return Optional.empty();
    }
    Optional<Mounts.Mount> mount = mounts.at(layout().mount());
    Optional<Path> content = content();
    return Optional.of(
        new ObservedVolume(
            record.get(),
            mount.map(m -> m.target().toString()),
            mount.filter(m -> !m.readOnly()).isPresent(),
            new Size(content.isPresent() ? Extents.of(content.get()).bytes() : 0),
            List.of()));
  }

  private Optional<Path> content() {
    return List.of(layout().image(), layout().received()).stream()
        .filter(Files::exists)
        .findFirst();
  }

  Layout begin(VolumeRecord record) throws IOException {
    Path home = layout().home();
    if (Files.exists(home) && !entries(home).isEmpty()) {
      throw StorageProblems.foreign(dataset, home.toString());
    }
    Layout unfinished = Layout.unfinished(root, dataset);
    remove(unfinished);
    Files.createDirectory(
        unfinished.home(),
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    Files.createDirectory(unfinished.snapshots());
    RecordFiles.write(unfinished.home(), record);
    return unfinished;
  }

  void makeImage(Path image, Size size) throws IOException {
    mounter.make(image, size);
  }

  /** Gives the content the mode that users expect and an empty root, as databases want it. */
  void openToAnyUser(Layout unfinished) throws IOException {
    mounter.mount(unfinished.image(), unfinished.mount());
    Files.setPosixFilePermissions(unfinished.mount(), PosixFilePermissions.fromString("rwxrwxrwx"));
    mounter.unmount(unfinished.image(), unfinished.mount());
  }

  void publish(Layout unfinished) throws IOException {
    Durable.sync(unfinished.home());
    Durable.move(unfinished.home(), layout().home());
  }

  void write(VolumeRecord record) throws IOException {
    mustBeHere();
    RecordFiles.write(layout().home(), record);
  }

  void resize(Optional<Size> maximumSize) throws IOException {
    VolumeRecord record = mustBeHere();
    Size wanted = sizeFor(maximumSize);
    mounter.refuseTooSmall(wanted);
    if (Files.exists(layout().image())) {
      Size now = new Size(Files.size(layout().image()));
      if (wanted.compareTo(now) >= 0) {
        // Also if equal: an earlier try may have been cut short after the image grew.
        mounter.grow(layout().image(), layout().mount(), wanted);
      } else if (maximumSize.isPresent()) {
        shrink(now, wanted);
      }
    }
    RecordFiles.write(layout().home(), record.sized(maximumSize));
  }

  private void shrink(Size now, Size wanted) throws IOException {
    if (mounter.filesystem() != ImageFilesystem.EXT4 || mounter.isMounted(layout().mount())) {
      throw StorageProblems.storage(
          dataset,
          "its %s image cannot shrink from %s to %s%s"
              .formatted(
                  mounter.filesystem().typeName(),
                  now,
                  wanted,
                  mounter.filesystem() == ImageFilesystem.EXT4 ? " while it is in use" : ""),
          "stop what uses it first (ext4), or make a smaller volume and copy the files");
    }
    forgetSnapshots();
    mounter.shrink(layout().image(), wanted);
  }

  Path makeWritable() throws IOException {
    VolumeRecord record = mustBeHere();
    Optional<SnapshotName> head = record.head();
    if (head.isPresent()) {
      if (!Files.exists(layout().snapshot(head.get()))) {
        throw StorageProblems.noSnapshot(dataset, head.get());
      }
      if (Files.exists(layout().received())) {
        Durable.move(layout().received(), layout().image());
      }
    } else if (!mounter.isMounted(layout().mount())) {
      // What they name is what the image holds until it is mounted.
      forgetSnapshots();
    }
    if (!Files.exists(layout().image())) {
      throw StorageProblems.noContent(dataset);
    }
    mountGrown(record);
    if (head.isPresent()) {
      RecordFiles.write(layout().home(), record.withHead(Optional.empty()));
      forgetSnapshots();
    }
    return layout().mount();
  }

  Path reservePath() throws IOException {
    mustBeHere();
    new MountPoint(layout().mount(), mounter.commands()).make();
    return layout().mount();
  }

  private void mountGrown(VolumeRecord record) throws IOException {
    Optional<Size> limit = record.maximumSize();
    boolean grows = limit.isPresent() && limit.get().bytes() > Files.size(layout().image());
    if (grows) {
      mounter.grow(layout().image(), layout().mount(), limit.get());
    }
    mounter.mount(layout().image(), layout().mount());
  }

  void makeReadOnly() throws IOException {
    mustBeHere();
    mounter.unmount(layout().image(), layout().mount());
  }

  Snapshot snapshot(SnapshotName name) throws IOException {
    mustBeHere();
    if (mounter.isMounted(layout().mount())) {
      throw StorageProblems.storage(
          dataset,
          "the loopback backend cannot take a snapshot of a volume in use",
          "make it read-only first");
    }
    if (content().isEmpty()) {
      throw StorageProblems.noContent(dataset);
    }
    if (!Files.exists(layout().snapshot(name))) {
      Durable.write(layout().snapshot(name), "");
    }
    return read(name);
  }

  private Snapshot read(SnapshotName name) throws IOException {
    return new Snapshot(name, Files.readString(layout().snapshot(name)).strip());
  }

  void identify(SnapshotName name, String identity) throws IOException {
    Durable.write(layout().snapshot(name), identity + "\n");
  }

  List<Snapshot> snapshots() throws IOException {
    record Found(Snapshot snapshot, FileTime time) {}
    List<Found> found = new ArrayList<>();
    for (Path file : entries(layout().snapshots())) {
      String name = String.valueOf(file.getFileName());
      if (!name.endsWith(".tmp")) {
        found.add(new Found(read(new SnapshotName(name)), Files.getLastModifiedTime(file)));
      }
    }
    return found.stream().sorted(Comparator.comparing(Found::time)).map(Found::snapshot).toList();
  }

  void destroySnapshot(SnapshotName name) throws IOException {
    Optional<VolumeRecord> record = record();
    if (record.isEmpty()) {
      return;
    }
    if (record.get().head().filter(name::equals).isPresent()) {
      throw StorageProblems.isHead(dataset, name);
    }
    if (Files.deleteIfExists(layout().snapshot(name))) {
      Durable.sync(layout().snapshots());
    }
  }

  void forgetSnapshots() throws IOException {
    for (Path file : entries(layout().snapshots())) {
      Files.delete(file);
    }
    Durable.sync(layout().snapshots());
  }

  /** The image that a snapshot names; nobody writes to it now. */
  Path frozenContent(SnapshotName name) throws IOException {
    mustBeHere();
    if (!Files.exists(layout().snapshot(name)) || mounter.isMounted(layout().mount())) {
      throw StorageProblems.noSnapshot(dataset, name);
    }
    return content().orElseThrow(() -> StorageProblems.noContent(dataset));
  }

  void retire() throws IOException {
    mustBeHere();
    sweep();
    mounter.unmount(layout().image(), layout().mount());
    if (Files.deleteIfExists(layout().image()) && !Files.exists(layout().received())) {
      forgetSnapshots();
    }
    Durable.sync(layout().home());
  }

  /** Removes what an interrupted receive left in the copy. */
  void sweep() throws IOException {
    for (Path entry : entries(layout().home())) {
      if (String.valueOf(entry.getFileName()).startsWith(Layout.INCOMING)) {
        Files.delete(entry);
      }
    }
  }

  void destroy() throws IOException {
    remove(Layout.unfinished(root, dataset));
    if (record().isPresent()) {
      remove(layout());
    }
  }

  /** Removes a copy of ours; its record goes last. */
  void remove(Layout copy) throws IOException {
    if (!Files.isDirectory(copy.home())) {
      return;
    }
    mounter.unmount(copy.image(), copy.mount());
    new MountPoint(copy.mount(), mounter.commands()).remove();
    for (Path file : entries(copy.snapshots())) {
      Files.delete(file);
    }
    for (Path entry : entries(copy.home())) {
      if (!entry.equals(copy.record())) {
        Files.delete(entry);
      }
    }
    Files.deleteIfExists(copy.record());
    Files.delete(copy.home());
    Durable.sync(root);
  }

  private static List<Path> entries(Path directory) throws IOException {
    if (!Files.isDirectory(directory)) {
      return List.of();
    }
    try (DirectoryStream<Path> stream = Files.newDirectoryStream(directory)) {
      List<Path> entries = new ArrayList<>();
      stream.forEach(entries::add);
      return entries;
    }
  }
}
