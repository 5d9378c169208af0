package io.flocker.core.problem;

import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Carries one or more {@link Problem}s to the boundary that shows them. Never empty. */
public final class ProblemException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final transient List<Problem> problems;

  /** All of {@code problems} at once; at least one. */
  public ProblemException(List<Problem> problems) {
    this(problems, null);
  }

  /** A single problem with the exception that revealed it, kept for the debug log only. */
  public ProblemException(Problem problem, @Nullable Throwable cause) {
    this(List.of(problem), cause);
  }

  /** A single problem. */
  public ProblemException(Problem problem) {
    this(List.of(problem), null);
  }

  private ProblemException(List<Problem> problems, @Nullable Throwable cause) {
    super(problems.stream().map(Problem::sentence).collect(Collectors.joining("\n")), cause);
    if (problems.isEmpty()) {
      throw new IllegalArgumentException("problems: empty (expected: at least one)");
    }
    this.problems = List.copyOf(problems);
  }

  /** The problems, in the order in which they were found. */
  public List<Problem> problems() {
    return problems;
  }
}
