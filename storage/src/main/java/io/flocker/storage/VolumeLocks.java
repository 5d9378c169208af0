package io.flocker.storage;

import io.flocker.core.model.DatasetId;
import io.flocker.core.problem.Problem;
import io.flocker.core.problem.ProblemException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * One process at a time works on a dataset of this node. The kernel drops a lock when its process
 * ends, however it ends. Safe for use by several threads.
 */
public final class VolumeLocks {

  private final Path directory;

  /** Locks kept as files in {@code directory}, which must not outlive a reboot's processes. */
  public VolumeLocks(Path directory) {
    this.directory = directory;
  }

  /** Takes the lock or refuses at once, saying who could hold it. Closing gives it back. */
  public Held hold(DatasetId dataset) {
    Path file = directory.resolve(dataset + ".lock");
    try {
      Files.createDirectories(directory);
      FileChannel channel =
          FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      FileLock lock = tryLock(channel);
      if (lock == null) {
        channel.close();
        throw new ProblemException(
            new Problem(
                Problem.Kind.STORAGE,
                "dataset " + dataset,
                "another operation is at work on this dataset",
                "wait for it to end, then try again; " + file + " names its lock"));
      }
      return new Held(channel);
    } catch (IOException e) {
      throw new ProblemException(
          new Problem(
              Problem.Kind.ENVIRONMENT,
              file.toString(),
              "the lock cannot be taken: " + e.getMessage(),
              "check that the directory can be written to"),
          e);
    }
  }

  private static @org.jspecify.annotations.Nullable FileLock tryLock(FileChannel channel)
      throws IOException {
    try {
      return channel.tryLock();
    } catch (OverlappingFileLockException e) {
      return null;
    }
  }

  /** A lock that is held until closed. */
  public record Held(FileChannel channel) implements AutoCloseable {

    @Override
    public void close() {
      try {
        channel.close();
      } catch (IOException e) {
        throw new java.io.UncheckedIOException("a lock file could not be closed", e);
      }
    }
  }
}
