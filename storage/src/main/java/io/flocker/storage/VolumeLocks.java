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
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * One process at a time works on a dataset of this node. The kernel drops a lock when its process
 * ends, however it ends. Safe for use by several threads.
 */
public final class VolumeLocks {

  private static final Duration PATIENCE = Duration.ofSeconds(5);
  private static final Duration ENDING = Duration.ofSeconds(30);
  private static final Duration PAUSE = Duration.ofMillis(5);

  /**
   * Who is next in this process. The kernel's lock belongs to the process as a whole, and is lost
   * with the first channel on the file that any thread closes: so only one is ever open.
   */
  private static final Map<Path, Semaphore> HERE = new ConcurrentHashMap<>();

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
    Path file = directory.resolve(dataset + ".lock").toAbsolutePath();
    long end = System.nanoTime() + patience.toNanos();
    Semaphore turn = HERE.computeIfAbsent(file, _ -> new Semaphore(1, true));
    if (!acquired(turn, patience)) {
      throw inUse(dataset, file);
    }
    try {
      return new Held(taken(dataset, file, holder, end), turn);
    } catch (IOException e) {
      turn.release();
      throw new ProblemException(
          new Problem(
              Problem.Kind.ENVIRONMENT,
              file.toString(),
              "the lock cannot be taken: " + e.getMessage(),
              "check that the directory can be written to"),
          e);
    } catch (RuntimeException e) {
      turn.release();
      throw e;
    }
  }

  /** The file's channel with the kernel's lock on it; if that fails, neither stays. */
  private FileChannel taken(DatasetId dataset, Path file, Optional<LockHolder> holder, long end)
      throws IOException {
    FileChannel channel = open(file);
    try {
      if (!locked(channel, file, holder, end)) {
        throw inUse(dataset, file);
      }
      channel.truncate(0);
      if (holder.isPresent()) {
        channel.write(ByteBuffer.wrap(holder.get().text().getBytes(StandardCharsets.UTF_8)));
      }
      return channel;
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  private static boolean acquired(Semaphore turn, Duration patience) {
    try {
      return turn.tryAcquire(patience.toNanos(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private FileChannel open(Path file) throws IOException {
    Files.createDirectories(directory);
    return FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
  }

  private static boolean locked(
      FileChannel channel, Path file, Optional<LockHolder> holder, long end) throws IOException {
    boolean ended = false;
    long last = end;
    FileLock lock = channel.tryLock();
    while (lock == null && System.nanoTime() < last) {
      // Again and again: who has just taken the lock says only then who he is.
      if (!ended && holder.isPresent() && holder.get().endOlder(file)) {
        ended = true;
        last = System.nanoTime() + ENDING.toNanos();
      }
      LockSupport.parkNanos(PAUSE.toNanos());
      lock = channel.tryLock();
    }
    return lock != null;
  }

  private static ProblemException inUse(DatasetId dataset, Path file) {
    return new ProblemException(
        new Problem(
            Problem.Kind.STORAGE,
            "dataset " + dataset,
            "another operation is at work on this dataset",
            "wait for it to end, then try again; " + file + " names its lock"));
  }

  /** A lock that is held until closed, by any thread; closing it again does nothing. */
  public static final class Held implements AutoCloseable {

    private final FileChannel channel;
    private final Semaphore turn;
    private boolean closed;

    private Held(FileChannel channel, Semaphore turn) {
      this.channel = channel;
      this.turn = turn;
    }

    @Override
    public synchronized void close() {
      if (closed) {
        return;
      }
      closed = true;
      try {
        channel.truncate(0);
        channel.close();
      } catch (IOException e) {
        throw new UncheckedIOException("a lock file could not be closed", e);
      } finally {
        turn.release();
      }
    }
  }
}
