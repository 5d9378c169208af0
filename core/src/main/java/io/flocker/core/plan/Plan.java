package io.flocker.core.plan;

import java.util.List;
import java.util.stream.Stream;

/** What one node has to do, and in which order. */
public sealed interface Plan {

  /**
   * One action.
   *
   * @param reason why it is there, for a person: what is and what should be
   */
  record Step(Action action, String reason) implements Plan {}

  /** One after the other; when one fails, those after it are left out. */
  record Sequence(List<Plan> steps) implements Plan {

    public Sequence {
      steps = List.copyOf(steps);
    }
  }

  /** Side by side; when one fails, the others go on. */
  record Parallel(List<Plan> branches) implements Plan {

    public Parallel {
      branches = List.copyOf(branches);
    }
  }

  /** Nothing to do. */
  static Plan nothing() {
    return new Sequence(List.of());
  }

  /** All steps, in an order in which they could be done. */
  default Stream<Step> allSteps() {
    return switch (this) {
      case Step step -> Stream.of(step);
      case Sequence sequence -> sequence.steps().stream().flatMap(Plan::allSteps);
      case Parallel parallel -> parallel.branches().stream().flatMap(Plan::allSteps);
    };
  }

  /** Whether there is nothing to do. */
  default boolean isEmpty() {
    return allSteps().findAny().isEmpty();
  }
}
