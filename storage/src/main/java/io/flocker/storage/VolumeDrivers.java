package io.flocker.storage;

import io.flocker.core.model.Backend;
import io.flocker.storage.btrfs.BtrfsDriver;
import io.flocker.storage.process.Command;
import io.flocker.storage.process.Commands;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Opens the driver that a node's settings name, after checking that the machine can run it. */
public final class VolumeDrivers {

  private VolumeDrivers() {}

  /** The driver for {@code backend}; throws and says what to install or do if it cannot work. */
  public static VolumeDriver open(Backend backend, Commands commands) {
    return switch (backend) {
      case Backend.Btrfs btrfs -> btrfs(Path.of(btrfs.rootPath()), commands);
      case Backend.Zfs zfs ->
          throw StorageProblems.environment(zfs.pool(), "the zfs backend does not exist yet", "");
      case Backend.Loopback loopback ->
          throw StorageProblems.environment(
              loopback.rootPath(), "the loopback backend does not exist yet", "");
    };
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
            "mount a btrfs filesystem there, or set another root_path or backend in"
                + " /etc/flocker/agent.yml");
      }
      return new BtrfsDriver(root, commands);
    } catch (IOException e) {
      throw StorageProblems.io(root.toString(), e);
    }
  }

  private static void requireProgram(Commands commands, String remedy, String... line) {
    try {
      commands.check(Command.of(line));
    } catch (io.flocker.core.problem.ProblemException e) {
      throw StorageProblems.environment(line[0], "the program cannot be run", remedy);
    }
  }
}
