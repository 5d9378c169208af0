package io.flocker.node.session;

import io.flocker.core.model.Application;
import io.flocker.core.model.ApplicationName;
import io.flocker.core.model.NodeName;
import io.flocker.core.plan.Action;
import io.flocker.core.plan.Plan;
import io.flocker.core.problem.Problem;
import io.flocker.core.problem.ProblemException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;

/**
 * Runs a plan: sequences in order, branches side by side, each isolated from the failures of the
 * others. Returns every problem; none means that all was done.
 */
public final class PlanRunner {

  private final NodeName self;
  private final Consumer<Action> executor;
  private final PlanListener listener;

  public PlanRunner(NodeName self, Consumer<Action> executor, PlanListener listener) {
    this.self = self;
    this.executor = executor;
    this.listener = listener;
  }

  /** Runs it to the end, or as far as it goes. */
  public List<Problem> run(Plan plan) {
    return switch (plan) {
      case Plan.Step step -> runStep(step);
      case Plan.Sequence sequence -> runSequence(sequence.steps());
      case Plan.Parallel parallel -> runParallel(parallel.branches());
    };
  }

  private List<Problem> runSequence(List<Plan> steps) {
    for (int i = 0; i < steps.size(); i++) {
      List<Problem> problems = run(steps.get(i));
      if (!problems.isEmpty()) {
        // Others must not wait for what will not come any more.
        steps.subList(i, steps.size()).stream()
            .flatMap(Plan::allSteps)
            .map(step -> concerned(step.action()))
            .flatMap(Optional::stream)
            .distinct()
            .forEach(name -> listener.tell(new Notice.ApplicationFailed(name, self)));
        return problems;
      }
    }
    return List.of();
  }

  private static Optional<ApplicationName> concerned(Action action) {
    return switch (action) {
      case Action.MoveVolumes move -> move.application().map(Application::name);
      case Action.StartContainer start -> Optional.of(start.application().name());
      default -> Optional.empty();
    };
  }

  private List<Problem> runParallel(List<Plan> branches) {
    List<Problem> problems = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<List<Problem>>> results =
          branches.stream().map(branch -> threads.submit(() -> run(branch))).toList();
      for (Future<List<Problem>> result : results) {
        problems.addAll(result.get());
      }
    } catch (ExecutionException e) {
      problems.add(defect(e.getCause() == null ? e : e.getCause()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      problems.add(defect(e));
    }
    return problems;
  }

  private List<Problem> runStep(Plan.Step step) {
    long start = System.nanoTime();
    listener.began(step);
    try {
      executor.accept(step.action());
    } catch (ProblemException e) {
      return e.problems();
    } catch (CancellationException e) {
      return List.of(
          new Problem(
              Problem.Kind.TRANSPORT,
              "",
              String.valueOf(e.getMessage()),
              "nothing was handed over; run the deployment again"));
    } catch (RuntimeException e) {
      return List.of(defect(e));
    }
    listener.ended(step, Duration.ofNanos(System.nanoTime() - start));
    return List.of();
  }

  private static Problem defect(Throwable e) {
    StackTraceElement[] trace = e.getStackTrace();
    return new Problem(
        Problem.Kind.INTERNAL,
        trace.length == 0 ? "" : trace[0].toString(),
        "a defect of Flocker: " + e,
        "please report it; the next deployment looks at the present state and goes on");
  }
}
