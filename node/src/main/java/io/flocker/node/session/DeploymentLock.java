package io.flocker.node.session;

import io.flocker.core.problem.Problem;
import io.flocker.core.problem.ProblemException;
import io.flocker.node.NodeFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One deployment at a time works on a node, from its look at the node to its end. The kernel drops
 * the lock with the process.
 */
public final class DeploymentLock implements AutoCloseable {

  private static final Duration PAUSE = Duration.ofMillis(20);

  private final FileChannel channel;

  private DeploymentLock(FileChannel channel) {
    this.channel = channel;
  }

  /**
   * Takes the lock.
   *
   * @param patience how long to wait for another deployment: one whose user went away ends soon
   * @param waiting is told once if there is something to wait for
   */
  public static DeploymentLock take(NodeFiles files, Duration patience, Consumer<String> waiting) {
    Path file = files.deploymentLock();
    try {
      Files.createDirectories(file.getParent());
      FileChannel channel =
          FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      if (lock(channel, patience, waiting) == null) {
        channel.close();
        throw new ProblemException(
            new Problem(
                Problem.Kind.TRANSPORT,
                "",
                "another deployment is at work on this node",
                "wait until it has ended, then try again"));
      }
      return new DeploymentLock(channel);
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

  private static @Nullable FileLock lock(
      FileChannel channel, Duration patience, Consumer<String> waiting) throws IOException {
    FileLock lock = channel.tryLock();
    if (lock == null) {
      waiting.accept("another deployment is at work on this node");
    }
    long end = System.nanoTime() + patience.toNanos();
    while (lock == null && System.nanoTime() < end) {
      LockSupport.parkNanos(PAUSE.toNanos());
      lock = channel.tryLock();
    }
    return lock;
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      throw new UncheckedIOException("the deployment lock could not be closed", e);
    }
  }
}
