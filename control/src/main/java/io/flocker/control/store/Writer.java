package io.flocker.control.store;

import io.flocker.control.model.ClusterConfiguration;
import io.flocker.control.model.Command;
import io.flocker.control.model.Condition;
import io.flocker.control.model.Decision;
import io.flocker.control.model.Decisions;
import io.flocker.core.problem.ProblemException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * The one thread that decides and writes. Commands that wait together are made durable together, by
 * one fsync; each is still carried out as a whole or not at all, and answered only afterwards.
 */
final class Writer implements AutoCloseable {

  private static final int MOST_TOGETHER = 256;

  private final Path file;
  private final InstantSource clock;
  private final Consumer<Committed> told;
  private final LinkedBlockingQueue<Task> waiting = new LinkedBlockingQueue<>();
  private volatile ClusterConfiguration current;
  private volatile String incarnation;
  private volatile boolean ended;
  // Only the thread uses it; empty after an error until the file can be opened again.
  private Optional<Tables> tables;

  /** Something to do, and who waits for it. */
  private sealed interface Task {
    CompletableFuture<?> answer();
  }

  private record Asked(
      Command command, Condition condition, String who, CompletableFuture<Outcome> answer)
      implements Task {}

  /** What is done by itself, not inside of what was begun. */
  @FunctionalInterface
  private interface Upkeep<T> {
    T run(Tables tables) throws SQLException;
  }

  private record Trim(Instant before, CompletableFuture<Integer> answer) implements Task {}

  private record Check(CompletableFuture<Boolean> answer) implements Task {}

  private record End(CompletableFuture<Boolean> answer) implements Task {}

  /** A decision that is not durable yet, and whom to tell when it is. */
  private record Decided(Asked asked, Outcome outcome, Optional<Committed> committed) {}

  /** What becomes durable together: from one configuration to another. */
  private record Batch(
      ClusterConfiguration before, List<Decided> decided, ClusterConfiguration after) {

    boolean changesNothing() {
      return after.revision() == before.revision();
    }
  }

  Writer(
      Path file,
      InstantSource clock,
      Tables tables,
      ClusterConfiguration start,
      Consumer<Committed> told) {
    this.file = file;
    this.clock = clock;
    this.tables = Optional.of(tables);
    this.told = told;
    current = start;
    incarnation = tables.incarnation();
    Thread.ofPlatform().name("store-writer").daemon().start(this::run);
  }

  ClusterConfiguration current() {
    return current;
  }

  String incarnation() {
    return incarnation;
  }

  Outcome submit(Command command, Condition condition, String who) {
    return await(submitted(command, condition, who));
  }

  CompletableFuture<Outcome> submitted(Command command, Condition condition, String who) {
    return ask(
        new CompletableFuture<Outcome>(), answer -> new Asked(command, condition, who, answer));
  }

  int trimHistory(Instant before) {
    return await(ask(new CompletableFuture<Integer>(), answer -> new Trim(before, answer)));
  }

  void checkWritable() {
    await(ask(new CompletableFuture<Boolean>(), Check::new));
  }

  private <T> CompletableFuture<T> ask(
      CompletableFuture<T> answer, Function<CompletableFuture<T>, Task> task) {
    waiting.add(task.apply(answer));
    if (ended) {
      refuseTheRest();
    }
    return answer;
  }

  private static <T> T await(CompletableFuture<T> answer) {
    try {
      return answer.join();
    } catch (CompletionException e) {
      throw e.getCause() instanceof ProblemException problem ? problem : e;
    }
  }

  private void run() {
    List<Task> group = new ArrayList<>();
    boolean open = true;
    try {
      while (open) {
        group.clear();
        group.add(waiting.take());
        waiting.drainTo(group, MOST_TOGETHER - 1);
        open = process(group);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      // Whatever ended the thread, nobody waits for ever.
      ended = true;
      group.forEach(this::refuse);
      refuseTheRest();
    }
  }

  private boolean process(List<Task> group) {
    List<Asked> asked = new ArrayList<>();
    boolean open = true;
    for (Task task : group) {
      switch (task) {
        case Asked command -> asked.add(command);
        case Trim trim -> maintain(trim.answer(), tables -> tables.trimHistory(trim.before()));
        case Check check -> maintain(check.answer(), Tables::touch);
        case End _ -> open = false;
      }
    }
    carryOut(asked);
    return open;
  }

  private void carryOut(List<Asked> group) {
    if (group.isEmpty()) {
      return;
    }
    Batch batch = decide(group);
    try {
      save(batch);
    } catch (SQLException | RuntimeException e) {
      if (!isSavedAfterAll(batch, e)) {
        fail(group, e);
        return;
      }
    }
    current = batch.after();
    for (Decided one : batch.decided()) {
      one.committed().ifPresent(told);
      one.asked().answer().complete(one.outcome());
    }
  }

  private void fail(List<Asked> group, Exception error) {
    if (group.size() > 1) {
      // One too large for what room is left must not fail the others.
      group.forEach(one -> carryOut(List.of(one)));
      return;
    }
    group
        .getFirst()
        .answer()
        .completeExceptionally(
            error instanceof ProblemException ? error : StoreProblems.notCarriedOut(file, error));
  }

  private Batch decide(List<Asked> group) {
    List<Decided> decided = new ArrayList<>();
    ClusterConfiguration next = current;
    for (Asked asked : group) {
      try {
        Decided one = decide(asked, next);
        decided.add(one);
        next = one.committed().map(Committed::after).orElse(next);
      } catch (RuntimeException e) {
        // A defect in a rule fails the command that meets it and no other.
        asked.answer().completeExceptionally(e);
      }
    }
    return new Batch(current, decided, next);
  }

  private void save(Batch batch) throws SQLException {
    if (batch.changesNothing()) {
      return;
    }
    Tables open = open();
    open.begin();
    ClusterConfiguration before = batch.before();
    for (Decided one : batch.decided()) {
      if (one.committed().isPresent()) {
        open.write(one.committed().get(), before);
        before = one.committed().get().after();
      }
    }
    open.commit();
  }

  private Decided decide(Asked asked, ClusterConfiguration now) {
    Instant time = clock.instant();
    return switch (Decisions.decide(now, asked.command(), asked.condition(), time)) {
      case Decision.Refused refused ->
          new Decided(asked, new Outcome.Refused(refused.refusal()), Optional.empty());
      case Decision.Accepted accepted when accepted.changes().isEmpty() ->
          new Decided(asked, new Outcome.Done(now.revision(), accepted), Optional.empty());
      case Decision.Accepted accepted -> {
        ClusterConfiguration after = now.after(accepted.changes());
        Committed committed =
            new Committed(time, asked.who(), asked.command(), accepted.changes(), after);
        yield new Decided(
            asked, new Outcome.Done(after.revision(), accepted), Optional.of(committed));
      }
    };
  }

  private Tables open() {
    if (tables.isEmpty()) {
      tables = Optional.of(new Tables(file));
    }
    return tables.get();
  }

  /**
   * After an error the file says what is true. A full disk leaves it as it was. After anything else
   * the file is opened anew, and its journal is written out and synchronized once more: after a
   * failed fsync nobody knows what of it is on the disk.
   */
  private boolean isSavedAfterAll(Batch batch, Exception error) {
    tables.ifPresent(open -> open.rollback(error));
    try {
      if (StoreProblems.isFull(error) && open().revision() == batch.before().revision()) {
        return false;
      }
      if (tables.isPresent()) {
        tables.get().close();
        tables = Optional.empty();
      }
      open().settle();
      long revision = open().revision();
      if (revision != batch.before().revision() && revision != batch.after().revision()) {
        throw StoreProblems.damaged(
            file, "its revision is " + revision + ", which nobody here has written", error);
      }
      return revision == batch.after().revision();
    } catch (SQLException | ProblemException e) {
      error.addSuppressed(e);
      forget(error);
      return false;
    }
  }

  private void forget(Exception error) {
    try {
      if (tables.isPresent()) {
        tables.get().close();
      }
    } catch (SQLException e) {
      error.addSuppressed(e);
    }
    tables = Optional.empty();
  }

  /** Something that leaves the configuration as it is. */
  private <T> void maintain(CompletableFuture<T> answer, Upkeep<T> upkeep) {
    try {
      answer.complete(upkeep.run(open()));
    } catch (SQLException | RuntimeException e) {
      isSavedAfterAll(new Batch(current, List.of(), current), e);
      answer.completeExceptionally(StoreProblems.notCarriedOut(file, e));
    }
  }

  private void refuseTheRest() {
    for (Task task = waiting.poll(); task != null; task = waiting.poll()) {
      refuse(task);
    }
  }

  private void refuse(Task task) {
    if (task instanceof End end) {
      end.answer().complete(true);
    } else {
      task.answer().completeExceptionally(StoreProblems.closed(file));
    }
  }

  @Override
  public void close() {
    await(ask(new CompletableFuture<Boolean>(), End::new));
    try {
      if (tables.isPresent()) {
        tables.get().close();
      }
    } catch (SQLException e) {
      throw StoreProblems.unreadable(file, e);
    }
  }
}
