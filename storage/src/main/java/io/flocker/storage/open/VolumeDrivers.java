package io.flocker.storage.open;

import io.flocker.core.model.Backend;
import io.flocker.core.model.Size;
import io.flocker.core.problem.ProblemException;
import io.flocker.storage.StorageProblems;
import io.flocker.storage.VolumeDriver;
import io.flocker.storage.btrfs.BtrfsDriver;
import io.flocker.storage.loopback.ImageFilesystem;
import io.flocker.storage.loopback.LoopbackDriver;
import io.flocker.storage.process.Command;
import io.flocker.storage.process.Commands;
import io.flocker.storage.process.Output;
import io.flocker.storage.zfs.ZfsDriver;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Locale;

/** Opens the driver that a node's settings name, after checking that the machine can run it. */
public final class VolumeDrivers {

  private static final Path SETTINGS = Path.of("/etc/flocker/agent.yml");
  private static final Backend.Zfs DEFAULT = new Backend.Zfs("flocker", "/flocker");

  private VolumeDrivers() {}

  /** The driver for {@code backend}; throws and says what to install or do if it cannot work. */
  public static VolumeDriver open(Backend backend, Commands commands) {
    return switch (backend) {
      case Backend.Btrfs btrfs -> btrfs(Path.of(btrfs.rootPath()), commands);
      case Backend.Zfs zfs -> zfs(zfs, commands);
      case Backend.Loopback loopback -> loopback(loopback, commands);
    };
  }

  /**
   * What a node uses that has no settings file: the ZFS pool {@code flocker}. Throws if it is not
   * there, naming the settings file.
   */
  public static Backend detect(Commands commands) {
    String problem;
    try {
      Output output = commands.run(Command.of("zpool", "list", "-H", "-o", "name", DEFAULT.pool()));
      if (output.succeeded()) {
        return DEFAULT;
      }
      problem = "there is no ZFS pool '" + DEFAULT.pool() + "' (" + output.err().strip() + ")";
    } catch (ProblemException e) {
      problem = "there is no ZFS on this machine";
    }
    throw StorageProblems.environment(
        SETTINGS.toString(),
        "the file is missing, and " + problem + ", so there is no place for volumes",
        "write the file with 'version: 1' and 'dataset: {backend: btrfs, root_path: DIRECTORY}'"
            + " (or loopback), or create the pool");
  }

  private static VolumeDriver btrfs(Path root, Commands commands) {
    requireProgram(commands, "install the package btrfs-progs", "btrfs", "--version");
    try {
      Files.createDirectories(root);
      String type = Files.getFileStore(root).type();
      if (!type.equals("btrfs")) {
        throw StorageProblems.environment(
            root.toString(),
            "the directory is on " + type + ", not on btrfs",
            "mount a btrfs filesystem there, or set another root_path or backend in " + SETTINGS);
      }
      return new BtrfsDriver(root.toRealPath(), commands);
    } catch (IOException e) {
      throw StorageProblems.io(root.toString(), e);
    }
  }

  private static VolumeDriver zfs(Backend.Zfs zfs, Commands commands) {
    Command list = Command.of("zpool", "list", "-H", "-o", "name", zfs.pool());
    Output output;
    try {
      output = commands.run(list);
    } catch (ProblemException e) {
      throw StorageProblems.environment(
          "pool " + zfs.pool(),
          "the program zpool cannot be run",
          "install the package zfsutils-linux (or zfs-fuse), or set another backend in "
              + SETTINGS);
    }
    if (!output.succeeded()) {
      throw StorageProblems.environment(
          "pool " + zfs.pool(),
          "ZFS does not have this pool: " + output.err().strip(),
          "create it with 'zpool create -m none " + zfs.pool() + " DISK', or import it");
    }
    Path mountRoot = Path.of(zfs.mountRoot());
    try {
      return new ZfsDriver(zfs.pool(), privateDirectory(mountRoot), commands);
    } catch (IOException e) {
      throw StorageProblems.io(mountRoot.toString(), e);
    }
  }

  private static VolumeDriver loopback(Backend.Loopback loopback, Commands commands) {
    ImageFilesystem filesystem;
    try {
      filesystem = ImageFilesystem.valueOf(loopback.filesystem().toUpperCase(Locale.ROOT));
    } catch (IllegalArgumentException e) {
      throw StorageProblems.environment(
          SETTINGS.toString(),
          "filesystem: '" + loopback.filesystem() + "' (expected: ext4 or xfs)",
          "correct it there");
    }
    requireProgram(commands, "install the package mount", "losetup", "--version");
    String mkfs = "mkfs." + filesystem.typeName();
    String source = filesystem == ImageFilesystem.XFS ? "xfsprogs" : "e2fsprogs";
    requireProgram(commands, "install the package " + source, mkfs, "-V");
    Path root = Path.of(loopback.rootPath());
    try {
      Path real = privateDirectory(root);
      // An image without a limit can take all that there is; it holds only what is written.
      long room = Files.getFileStore(real).getTotalSpace() & -(1L << 20);
      Size size = new Size(Math.max(room, filesystem.smallest().bytes()));
      return new LoopbackDriver(real, filesystem, size, commands);
    } catch (IOException e) {
      throw StorageProblems.io(root.toString(), e);
    }
  }

  /** The directory's real path, as mounts are listed; made for root alone if it is not there. */
  private static Path privateDirectory(Path directory) throws IOException {
    Files.createDirectories(
        directory,
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    return directory.toRealPath();
  }

  private static void requireProgram(Commands commands, String remedy, String... line) {
    try {
      commands.check(Command.of(line));
    } catch (ProblemException e) {
      throw StorageProblems.environment(
          line[0], "the program cannot be run: " + e.getMessage(), remedy);
    }
  }
}
