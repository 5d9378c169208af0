package io.flocker.agent.unit;

import io.flocker.core.plan.Plan;
import io.flocker.core.problem.Problem;
import io.flocker.core.problem.ProblemException;
import io.flocker.wire.Phase;
import io.flocker.wire.UnitId;
import io.flocker.wire.UnitStatus;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes one unit what it should be and keeps it so: looks, plans, does what waits for nobody, and
 * looks again until nothing is left to do. Then it sleeps until something concerning the unit
 * changes, or the pause is over. Its thread is the only one that works on the unit.
 */
final class UnitWorker implements Runnable {

  private static final Logger LOG = LoggerFactory.getLogger(UnitWorker.class);

  private final UnitId key;
  private final Surroundings surroundings;
  private final Consumer<UnitStatus> report;
  private @Nullable UnitWish wish;
  private boolean awake;
  private boolean stopped;
  private UnitStatus status;

  /**
   * @param report is told each new status, by the worker's thread
   */
  UnitWorker(UnitId key, Surroundings surroundings, Consumer<UnitStatus> report) {
    this.key = key;
    this.surroundings = surroundings;
    this.report = report;
    this.status = UnitStatus.of(Phase.WORKING, "looking at it", surroundings.clock().instant());
  }

  /** Replaces what is wanted; what is being done goes on to its end first. */
  synchronized void assign(UnitWish newWish) {
    wish = newWish;
    wake();
  }

  /** Something about the unit may have changed. */
  synchronized void wake() {
    awake = true;
    notifyAll();
  }

  /** Ends the worker once it has nothing in hand. */
  synchronized void stop() {
    stopped = true;
    notifyAll();
  }

  @Override
  public void run() {
    int failures = 0;
    Duration pause = Duration.ZERO;
    for (Optional<UnitWish> next = await(pause); next.isPresent(); next = await(pause)) {
      Round round = new Round(next.get());
      List<Problem> problems = round.run();
      failures = problems.isEmpty() || round.progressed ? 0 : failures;
      if (problems.isEmpty()) {
        pause = surroundings.lookAgain();
      } else {
        failures++;
        pause = surroundings.retry().after(failures, surroundings.random().nextDouble());
        failed(problems, failures, pause);
      }
    }
  }

  /** What is wanted, as soon as there is a reason to look; empty once the worker shall end. */
  private synchronized Optional<UnitWish> await(Duration pause) {
    long end = System.nanoTime() + pause.toNanos();
    try {
      while (!stopped && !awake) {
        long millis = Duration.ofNanos(end - System.nanoTime()).toMillis();
        if (wish != null && millis <= 0) {
          break;
        }
        wait(wish == null ? 0 : millis);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    }
    awake = false;
    return stopped ? Optional.empty() : Optional.ofNullable(wish);
  }

  private void failed(List<Problem> problems, int failures, Duration pause) {
    say(
        new UnitStatus(
            Phase.FAILED,
            status.reason(),
            Optional.empty(),
            Optional.of(problems.getFirst()),
            failures,
            surroundings.clock().instant(),
            Optional.of(surroundings.clock().instant().plus(pause)),
            Optional.empty()));
  }

  private void say(UnitStatus news) {
    UnitStatus next = news.phase() == status.phase() ? news.since(status.since()) : news;
    if (!next.equals(status)) {
      status = next;
      report.accept(next);
    }
  }

  /** One time of looking and doing until nothing is left to do. */
  private final class Round {

    private final UnitWish wanted;
    private boolean progressed;

    Round(UnitWish wanted) {
      this.wanted = wanted;
    }

    List<Problem> run() {
      Plan before = Plan.nothing();
      try {
        while (true) {
          Outlook outlook =
              UnitPlanner.plan(
                  surroundings.half(),
                  surroundings.self(),
                  wanted,
                  surroundings.host().observe(wanted));
          if (outlook.now().isEmpty()) {
            rest(outlook);
            return List.of();
          }
          if (outlook.now().equals(before)) {
            return List.of(inVain(before));
          }
          before = outlook.now();
          List<Problem> problems =
              surroundings
                  .host()
                  .run(before, new StatusListener(surroundings.clock(), UnitWorker.this::say));
          if (!problems.isEmpty()) {
            return problems;
          }
          progressed = true;
        }
      } catch (ProblemException e) {
        return e.problems();
      } catch (RuntimeException e) {
        // It must not end the worker: nobody would work on the unit any more.
        LOG.error("{}: a defect", key, e);
        return List.of(defect(e));
      }
    }

    private void rest(Outlook outlook) {
      Phase phase =
          !outlook.refusals().isEmpty()
              ? Phase.REFUSED
              : outlook.waitsFor().isEmpty() ? Phase.SETTLED : Phase.WAITING;
      say(
          new UnitStatus(
              phase,
              status.reason(),
              outlook.waitsFor().isEmpty()
                  ? Optional.empty()
                  : Optional.of(String.join("; ", outlook.waitsFor())),
              outlook.refusals().stream().findFirst(),
              0,
              surroundings.clock().instant(),
              Optional.empty(),
              Optional.empty()));
    }

    private Problem inVain(Plan plan) {
      return new Problem(
          Problem.Kind.INTERNAL,
          key.toString(),
          "everything of the plan was done, and the same plan is due again, beginning with: "
              + plan.allSteps().findFirst().map(Plan.Step::reason).orElse(""),
          "see whether something else on this node undoes it; if not, please report it");
    }

    private Problem defect(RuntimeException e) {
      return new Problem(
          Problem.Kind.INTERNAL,
          key.toString(),
          "a defect of Flocker: " + e,
          "please report it; it is tried again");
    }
  }
}
