package io.flocker.agent.half;

import io.flocker.core.problem.Problem;
import io.flocker.core.problem.ProblemException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/**
 * One agent at a time works on a half of this node. The control service refuses a second one too,
 * but an agent works on what was wanted last even while it is refused. The kernel drops the lock
 * with the process.
 */
public final class HalfLock implements AutoCloseable {

  private final List<FileChannel> channels = new ArrayList<>();

  private HalfLock() {}

  /**
   * Takes the lock of each half that {@code half} works on, or says who stands in the way.
   *
   * @param directory must not outlive a reboot's processes
   */
  public static HalfLock take(Path directory, Half half) {
    HalfLock lock = new HalfLock();
    try {
      if (half.datasets()) {
        lock.add(directory, Half.DATASETS);
      }
      if (half.containers()) {
        lock.add(directory, Half.CONTAINERS);
      }
      return lock;
    } catch (RuntimeException e) {
      lock.close();
      throw e;
    }
  }

  private void add(Path directory, Half half) {
    String word = half == Half.DATASETS ? "dataset" : "container";
    Path file = directory.resolve(word + "-agent.lock");
    try {
      Files.createDirectories(directory);
      FileChannel channel =
          FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      channels.add(channel);
      if (!isFree(channel)) {
        throw new ProblemException(
            new Problem(
                Problem.Kind.ENVIRONMENT,
                file.toString(),
                "another agent works on the " + word + "s of this node already",
                "stop it: a node has either flocker-agent, or flocker-dataset-agent and"
                    + " flocker-container-agent"));
      }
    } catch (IOException e) {
      throw new ProblemException(
          new Problem(
              Problem.Kind.ENVIRONMENT,
              file.toString(),
              "the lock cannot be taken: " + e.getMessage(),
              "run as root, and check that the directory can be written to"),
          e);
    }
  }

  private static boolean isFree(FileChannel channel) throws IOException {
    try {
      return channel.tryLock() != null;
    } catch (OverlappingFileLockException e) {
      // Held by this very process.
      return false;
    }
  }

  @Override
  public void close() {
    try {
      for (FileChannel channel : channels) {
        channel.close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException("a lock could not be closed", e);
    }
  }
}
