package io.flocker.storage.linux;

import io.flocker.core.problem.ProblemException;
import io.flocker.storage.process.Command;
import io.flocker.storage.process.Commands;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/**
 * The directory that a volume is mounted on. While nothing is mounted there nobody can write into
 * it: it is immutable where its filesystem knows that attribute, and root's alone in any case. So a
 * volume that is not mounted is never taken for an empty one.
 */
public record MountPoint(Path directory, Commands commands) {

  private static final System.Logger LOG = System.getLogger(MountPoint.class.getName());

  /** Makes the directory if it is not there. */
  public void make() throws IOException {
    if (Files.isDirectory(directory)) {
      return;
    }
    Files.createDirectory(
        directory,
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("r-x------")));
    setImmutable('+');
  }

  /** Removes the directory, if nothing is mounted there and nothing is in it. */
  public void remove() throws IOException {
    if (Files.isDirectory(directory) && Mounts.now().at(directory).isEmpty()) {
      setImmutable('-');
      Files.delete(directory);
    }
  }

  private void setImmutable(char sign) {
    try {
      commands.check(Command.of("chattr", sign + "i", directory.toString()));
    } catch (ProblemException e) {
      // tmpfs and overlayfs of older kernels: then only its mode protects it.
      LOG.log(System.Logger.Level.DEBUG, e.getMessage());
    }
  }
}
