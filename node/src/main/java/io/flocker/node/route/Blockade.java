package io.flocker.node.route;

import java.util.List;
import java.util.Map;

/**
 * Finds out whether a jump of ours has been pushed below a rule that stops everything.
 *
 * <p>Our chains only accept, so their place matters only relative to what drops. Docker, whenever
 * it starts, puts its jumps above ours again; its chains drop certain traffic only (into its own
 * bridges), and what they let through reaches us before the chain's policy does. An administrator's
 * rule against some source is his decision and stays above ours too. Only a rule that drops or
 * rejects every connection, whatever it is, would make our jump dead: then it moves to the top.
 */
final class Blockade {

  private Blockade() {}

  /** Whether a rule before the jump from {@code hook} to {@code chain} stops everything. */
  static boolean above(Map<String, List<Rule>> chains, String hook, String chain) {
    for (Rule rule : chains.getOrDefault(hook, List.of())) {
      if (rule.verdict().filter(chain::equals).isPresent()) {
        return false;
      }
      if (stops(chains, rule)) {
        return true;
      }
    }
    return false;
  }

  private static boolean stops(Map<String, List<Rule>> chains, Rule rule) {
    if (!rule.unconditional()) {
      return false;
    }
    String verdict = rule.verdict().orElse("");
    if (verdict.equals("DROP") || verdict.equals("REJECT")) {
      return true;
    }
    for (Rule inner : chains.getOrDefault(verdict, List.of())) {
      if (stops(chains, inner)) {
        return true;
      }
      if (inner.unconditional() && inner.verdict().filter("RETURN"::equals).isPresent()) {
        return false;
      }
    }
    return false;
  }
}
