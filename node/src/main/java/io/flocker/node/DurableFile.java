package io.flocker.node;

import io.flocker.core.problem.Problem;
import io.flocker.core.problem.ProblemException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.util.Optional;

/** Files that are either the old ones or the new ones after a power cut, never a part of either. */
public final class DurableFile {

  private DurableFile() {}

  /**
   * Replaces a file's content; when this returns, the new content is on the disk.
   *
   * @param permissions such as {@code rw-------}
   */
  public static void write(Path file, String text, String permissions) {
    write(file, text.getBytes(StandardCharsets.UTF_8), permissions);
  }

  /** As {@link #write(Path, String, String)}, for what is not text. */
  public static void write(Path file, byte[] content, String permissions) {
    write(file, content, permissions, Optional.empty());
  }

  /**
   * As {@link #write(Path, String, String)}, for a file of another user, who can read it at any
   * moment.
   *
   * @param owner whose file it is
   */
  public static void write(Path file, String text, String permissions, UserPrincipal owner) {
    write(file, text.getBytes(StandardCharsets.UTF_8), permissions, Optional.of(owner));
  }

  private static void write(
      Path file, byte[] content, String permissions, Optional<UserPrincipal> owner) {
    Path directory = file.toAbsolutePath().getParent();
    try {
      Files.createDirectories(directory);
      Path temporary = Files.createTempFile(directory, "." + file.getFileName(), ".new");
      try (FileChannel channel = FileChannel.open(temporary, StandardOpenOption.WRITE)) {
        Files.setPosixFilePermissions(temporary, PosixFilePermissions.fromString(permissions));
        if (owner.isPresent()) {
          Files.setOwner(temporary, owner.get());
        }
        ByteBuffer bytes = ByteBuffer.wrap(content);
        while (bytes.hasRemaining()) {
          channel.write(bytes);
        }
        channel.force(true);
      }
      Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
      try (FileChannel parent = FileChannel.open(directory, StandardOpenOption.READ)) {
        parent.force(true);
      }
    } catch (IOException e) {
      throw new ProblemException(
          new Problem(
              Problem.Kind.ENVIRONMENT,
              file.toString(),
              "the file cannot be written: " + e.getMessage(),
              "check that the directory exists, is writable and has space left"),
          e);
    }
  }
}
