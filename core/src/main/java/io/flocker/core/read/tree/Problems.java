package io.flocker.core.read.tree;

import io.flocker.core.problem.Problem;
import io.flocker.core.problem.ProblemException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Collects what is wrong, so that everything is reported at once. For one thread. */
public final class Problems {

  private final Set<Problem> found = new LinkedHashSet<>();

  /** Notes a problem of the user's files; the same one at the same place is noted once. */
  public void add(Spot spot, String what, String remedy) {
    found.add(new Problem(Problem.Kind.CONFIGURATION, spot.toString(), what, remedy));
  }

  /** How many there are up to now. */
  public int count() {
    return found.size();
  }

  /** Throws all of them in one exception if there is one at all. */
  public void throwIfAny() {
    if (!found.isEmpty()) {
      throw new ProblemException(List.copyOf(found));
    }
  }
}
