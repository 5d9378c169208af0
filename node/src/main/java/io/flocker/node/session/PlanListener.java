package io.flocker.node.session;

import io.flocker.core.plan.Plan;
import io.flocker.node.move.MoveListener;
import java.time.Duration;

/** Is told how a plan goes on. Called by several threads; must not block. */
public interface PlanListener extends MoveListener {

  /** A step begins. */
  void began(Plan.Step step);

  /** A step is done. */
  void ended(Plan.Step step, Duration took);

  /** Something that other nodes may wait for. */
  void tell(Notice notice);
}
