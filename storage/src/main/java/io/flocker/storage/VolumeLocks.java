package io.flocker.storage;

import io.flocker.core.model.DatasetId;
import io.flocker.core.model.NodeId;
import io.flocker.core.problem.Problem;
import io.flocker.core.problem.ProblemException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * One process at a time works on a dataset of this node. The kernel drops a lock when its process
 * ends, however it ends. Safe for use by several threads.
 */
public final class VolumeLocks {

  private static final Duration PATIENCE = Duration.ofSeconds(5);
  private static final Duration PAUSE = Duration.ofMillis(5);

  private final Path directory;

  /** Locks kept as files in {@code directory}, which must not outlive a reboot's processes. */
  public VolumeLocks(Path directory) {
    this.directory = directory;
  }

  /**
   * Takes the lock, or refuses after a short while, saying what to do: a process that was cut off
   * needs a moment to notice it and let go. Closing gives it back.
   */
  public Held hold(DatasetId dataset) {
    return hold(dataset, PATIENCE);
  }

  /** As {@link #hold(DatasetId)}, with another patience. */
  public Held hold(DatasetId dataset, Duration patience) {
    return hold(dataset, Optional.empty(), patience);
  }

  /**
   * As {@link #hold}, on behalf of another node. That node works on a dataset once at a time, so an
   * older conversation with it that still has the lock belongs to a program there that is no more,
   * and ends here and now: if that node lost its power, nothing else would end it for hours.
   */
  public Held holdFor(NodeId other, DatasetId dataset) {
    return hold(dataset, Optional.of(new LockHolder(other, ProcessHandle.current())), PATIENCE);
  }

  private Held hold(DatasetId dataset, Optional<LockHolder> holder, Duration patience) {
    Path file = directory.resolve(dataset + ".lock");
    try {
      Files.createDirectories(directory);
      FileChannel channel =
          FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      FileLock lock = tryLock(channel);
      if (lock == null && holder.isPresent()) {
        holder.get().endOlder(file);
      }
      if (lock == null) {
        lock = lockPatiently(channel, patience);
      }
      if (lock == null) {
        channel.close();
        throw new ProblemException(
            new Problem(
                Problem.Kind.STORAGE,
                "dataset " + dataset,
                "another operation is at work on this dataset",
                "wait for it to end, then try again; " + file + " names its lock"));
      }
      channel.truncate(0);
      if (holder.isPresent()) {
        channel.write(ByteBuffer.wrap(holder.get().text().getBytes(StandardCharsets.UTF_8)));
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

  private static @Nullable FileLock lockPatiently(FileChannel channel, Duration patience)
      throws IOException {
    long end = System.nanoTime() + patience.toNanos();
    FileLock lock = tryLock(channel);
    while (lock == null && System.nanoTime() < end) {
      LockSupport.parkNanos(PAUSE.toNanos());
      lock = tryLock(channel);
    }
    return lock;
  }

  private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
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
        channel.truncate(0);
        channel.close();
      } catch (IOException e) {
        throw new UncheckedIOException("a lock file could not be closed", e);
      }
    }
  }
}
