package io.flocker.agent.unit;

import io.flocker.core.plan.Plan;
import io.flocker.core.problem.Problem;
import java.util.List;

/**
 * What a node can do about a unit now, and why not more.
 *
 * @param now steps that wait for nobody
 * @param waitsFor what must happen elsewhere before the rest can be done, in words for people
 * @param refusals why something is left as it is
 */
record Outlook(Plan now, List<String> waitsFor, List<Problem> refusals) {

  Outlook {
    waitsFor = List.copyOf(waitsFor);
    refusals = List.copyOf(refusals);
  }

  /** Whether all is as wanted. */
  boolean isSettled() {
    return now.isEmpty() && waitsFor.isEmpty() && refusals.isEmpty();
  }
}
