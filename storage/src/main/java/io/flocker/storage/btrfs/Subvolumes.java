package io.flocker.storage.btrfs;

import io.flocker.core.model.DatasetId;
import io.flocker.core.model.SnapshotName;
import io.flocker.core.model.VolumeProperties;
import io.flocker.storage.Snapshot;
import io.flocker.storage.StorageProblems;
import io.flocker.storage.process.Command;
import io.flocker.storage.process.Commands;
import io.flocker.storage.process.Running;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The {@code btrfs} commands that the driver is made of, each on behalf of one dataset. */
record Subvolumes(DatasetId dataset, Commands commands) {

  void create(Path path) {
    run("btrfs", "-q", "subvolume", "create", path.toString());
  }

  /** Read-only; durable when it returns, with all that was written to {@code source} before. */
  void snapshot(Path source, Path target) {
    run("btrfs", "-q", "subvolume", "snapshot", "-r", source.toString(), target.toString());
  }

  void writableSnapshot(Path source, Path target) {
    run("btrfs", "-q", "subvolume", "snapshot", source.toString(), target.toString());
  }

  void setReadOnly(Path subvolume, boolean readOnly) {
    run("btrfs", "property", "set", "-ts", subvolume.toString(), "ro", Boolean.toString(readOnly));
  }

  /**
   * Gives a subvolume its options; what is made in it from now on has them. A stream carries the
   * compression, but not that a folder is not copied on write: so each one is told. Doing it twice
   * is doing it once.
   */
  void set(Path subvolume, VolumeProperties properties) {
    Map<String, String> options = properties.forBackend(BtrfsDriver.NAME);
    boolean copied = !"off".equals(options.get("datacow"));
    String compression = options.get("compression");
    if (compression != null && copied) {
      run("btrfs", "property", "set", "-ti", subvolume.toString(), "compression", compression);
    }
    if (options.containsKey("datacow")) {
      String flag = copied ? "-C" : "+C";
      run("find", subvolume.toString(), "-xdev", "-type", "d", "-exec", "chattr", flag, "{}", "+");
    }
  }

  Running send(Path snapshot, Optional<Path> base) {
    List<String> line = new ArrayList<>(List.of("btrfs", "-q", "send"));
    base.ifPresent(b -> line.addAll(List.of("-p", b.toString())));
    line.add(snapshot.toString());
    return commands.start(Command.of(line).on(StorageProblems.where(dataset)));
  }

  Running receive(Path directory) {
    return commands.start(
        Command.of("btrfs", "-q", "receive", directory.toString())
            .on(StorageProblems.where(dataset)));
  }

  /** Deletes one subvolume, durably; nothing happens if there is none. */
  void delete(Path subvolume) throws IOException {
    if (Subvolume.at(subvolume).isPresent()) {
      run("btrfs", "-q", "subvolume", "delete", "--commit-after", subvolume.toString());
    }
  }

  /** Deletes a directory of ours with the subvolumes and directories in it. */
  void deleteTree(Path directory) throws IOException {
    if (!Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS)) {
      Files.deleteIfExists(directory);
    } else if (Subvolume.at(directory).isPresent()) {
      delete(directory);
    } else {
      for (Path entry : entries(directory)) {
        deleteTree(entry);
      }
      Files.delete(directory);
    }
  }

  /** Complete snapshots, oldest first. */
  List<Snapshot> list(Path snapshots) throws IOException {
    record Found(Snapshot snapshot, long id) {}
    List<Found> found = new ArrayList<>();
    for (Path entry : entries(snapshots)) {
      String name = String.valueOf(entry.getFileName());
      Subvolume.at(entry.resolve(name))
          .filter(Subvolume::readOnly)
          .map(s -> new Found(new Snapshot(new SnapshotName(name), s.identity()), s.id()))
          .ifPresent(found::add);
    }
    return found.stream().sorted(Comparator.comparingLong(Found::id)).map(Found::snapshot).toList();
  }

  static List<Path> entries(Path directory) throws IOException {
    if (!Files.isDirectory(directory)) {
      return List.of();
    }
    try (DirectoryStream<Path> stream = Files.newDirectoryStream(directory)) {
      List<Path> entries = new ArrayList<>();
      stream.forEach(entries::add);
      return entries;
    }
  }

  private void run(String... line) {
    commands.check(Command.of(line).on(StorageProblems.where(dataset)));
  }
}
