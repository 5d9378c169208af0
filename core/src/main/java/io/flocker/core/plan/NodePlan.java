package io.flocker.core.plan;

import io.flocker.core.problem.Problem;
import java.util.List;

/**
 * What the planner says about one node.
 *
 * @param plan what can be done; independent of what is refused
 * @param refusals what is wanted here and cannot be done, and why; a deployment with any of these
 *     has failed, even if all of {@code plan} is done
 */
public record NodePlan(Plan plan, List<Problem> refusals) {

  public NodePlan {
    refusals = List.copyOf(refusals);
  }

  /** Whether the node is as it should be. */
  public boolean isEmpty() {
    return refusals.isEmpty() && plan.isEmpty();
  }
}
