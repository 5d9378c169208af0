package io.flocker.control.store;

import io.flocker.control.model.ClusterConfiguration;
import io.flocker.control.model.Command;
import io.flocker.control.model.Condition;
import io.flocker.core.model.DatasetId;
import io.flocker.core.model.UserSnapshot;
import io.flocker.core.problem.ProblemException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiPredicate;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * The durable configuration of a cluster. One thread decides and writes; whoever reads has a
 * snapshot and waits for nobody. Safe for use by several threads.
 */
public final class ConfigurationStore implements AutoCloseable {

  private final Path file;
  private final StoreLock lock;
  private final Watchers watchers;
  private final Writer writer;

  private ConfigurationStore(Path file, StoreLock lock, Watchers watchers, Writer writer) {
    this.file = file;
    this.lock = lock;
    this.watchers = watchers;
    this.writer = writer;
  }

  /**
   * Opens the store in {@code file}, an empty one if there is none.
   *
   * @param clock the time of changes
   * @param failures told about a listener that threw; a listener's failure stops nobody else
   * @throws ProblemException when the file is damaged, of a newer release, or in use
   */
  public static ConfigurationStore open(
      Path file, InstantSource clock, Consumer<Exception> failures) {
    StoreLock lock = StoreLock.acquire(file);
    try {
      Tables tables = new Tables(file);
      ClusterConfiguration start = tables.load();
      Watchers watchers = new Watchers(start, failures);
      Writer writer = new Writer(file, clock, tables, start, watchers::tell);
      return new ConfigurationStore(file, lock, watchers, writer);
    } catch (RuntimeException e) {
      lock.close();
      throw e;
    }
  }

  /** The configuration as of now. */
  public ClusterConfiguration snapshot() {
    return writer.current();
  }

  /**
   * Another one after each restore: revisions of different incarnations have nothing to do with
   * each other.
   */
  public String incarnation() {
    return writer.incarnation();
  }

  /** As below, without a condition. */
  public Outcome submit(Command command, String who) {
    return submit(command, Condition.NONE, who);
  }

  /**
   * Decides on a command and carries it out. An accepted one is durable, as a whole, before this
   * returns; anything else leaves everything as it was.
   *
   * @param who asks, for the history
   * @throws ProblemException when it could not be written, such as on a full disk
   */
  public Outcome submit(Command command, Condition condition, String who) {
    return writer.submit(command, condition, who);
  }

  /**
   * As above, but does not wait: who has many commands that have nothing to do with each other has
   * them made durable together. Where {@link #submit} throws, the outcome fails.
   */
  public CompletableFuture<Outcome> submitted(Command command, String who) {
    return writer.submitted(command, Condition.NONE, who);
  }

  /**
   * Tells {@code listener} about every command after the returned configuration, in order, on one
   * thread, which must not be held up.
   */
  public Watch watch(Consumer<Committed> listener) {
    return watchers.add(listener);
  }

  /**
   * A listener's place in the course of commands.
   *
   * @param start what the listener need not be told
   * @param end ends the watching; what is under way may still arrive
   */
  public record Watch(ClusterConfiguration start, Runnable end) implements AutoCloseable {

    @Override
    public void close() {
      end.run();
    }
  }

  /** What changed, the latest first. */
  public List<HistoryEntry> history(HistoryQuery query) {
    return History.read(file, query);
  }

  /**
   * Forgets the commands from before a time.
   *
   * @return how many
   */
  public int trimHistory(Instant before) {
    return writer.trimHistory(before);
  }

  /**
   * Writes something durably that leaves everything as it is.
   *
   * @throws ProblemException when it could not be written, such as on a full disk
   */
  public void checkWritable() {
    writer.checkWritable();
  }

  /**
   * Forgets datasets that were deleted before a time and of which no node reports a copy; their ids
   * become free. Only to be called while every node reports.
   *
   * @param reported whether some node reports a copy
   * @return how many
   */
  public int purge(Instant deletedBefore, Predicate<DatasetId> reported) {
    return Purge.run(this, deletedBefore, reported);
  }

  /**
   * Forgets snapshots that were deleted before a time and that no node reports. Only to be called
   * while every node reports.
   *
   * @param reported whether some node reports a snapshot of a dataset
   * @return how many
   */
  public int purgeSnapshots(Instant deletedBefore, BiPredicate<DatasetId, UserSnapshot> reported) {
    return Purge.snapshots(this, deletedBefore, reported);
  }

  /**
   * Writes a whole and consistent copy of the store in {@code file} into {@code target}, which must
   * not exist. Whoever uses the store, this process or another, goes on meanwhile. The copy is
   * durable and checked when this returns, and absent when it throws.
   */
  public static void backup(Path file, Path target) {
    Backup.write(file, target);
  }

  /**
   * Puts a backup in the place of a store that no control service uses. What is in the place is
   * kept under another name. Nobody may make an empty volume under a grant from before: since the
   * backup, a dataset may have come to be anywhere.
   *
   * @return where the replaced store is kept; empty if there was none
   */
  public static Optional<Path> restore(Path backup, Path file, InstantSource clock) {
    return Restore.run(backup, file, clock);
  }

  /** Ends after the commands that are waiting; later ones are refused. */
  @Override
  public void close() {
    writer.close();
    watchers.close();
    lock.close();
  }
}
