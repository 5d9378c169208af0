package io.flocker.agent.unit;

import io.flocker.core.plan.Plan;
import io.flocker.core.problem.Problem;
import io.flocker.core.state.NodeState;
import io.flocker.node.session.PlanListener;
import java.util.List;

/**
 * The node as the worker of a unit sees it. Safe for use by several threads, one at a time for each
 * unit.
 */
public interface UnitHost {

  /** What is here of a unit now; throws {@code ProblemException} if it cannot be looked at. */
  NodeState observe(UnitWish wish);

  /** Carries out steps that wait for nobody; returns what went wrong. */
  List<Problem> run(Plan plan, PlanListener listener);
}
