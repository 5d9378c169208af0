package io.flocker.node.route;

import java.util.List;

/**
 * One of our chains as it should be.
 *
 * @param table the table that it is in
 * @param hook the built-in chain that leads into it
 * @param first whether the jump goes to the top of the hook and must not lie below a rule that
 *     rejects everything
 * @param jump the conditions under which the hook leads into it, and the jump
 * @param rules never empty: a chain without rules is not wanted
 */
record WantedChain(
    String table, String name, String hook, boolean first, Rule jump, List<Rule> rules) {

  /** How every chain of ours begins; no other chain is ever written to, but for our jumps. */
  static final String PREFIX = "FLOCKER-";

  WantedChain {
    rules = List.copyOf(rules);
  }

  /** Whether a packet would find all of it as it should be. */
  boolean isIn(SavedRules saved) {
    return holdsRules(saved) && isHooked(saved);
  }

  boolean holdsRules(SavedRules saved) {
    List<Rule> present = saved.chain(table, name).orElse(List.of());
    if (present.size() != rules.size()) {
      return false;
    }
    for (int at = 0; at < rules.size(); at++) {
      if (!present.get(at).same(rules.get(at))) {
        return false;
      }
    }
    return true;
  }

  /** Whether exactly our one jump leads into it, from a place where it takes effect. */
  boolean isHooked(SavedRules saved) {
    List<SavedRules.Placed> jumps = saved.jumpsTo(table, name);
    return jumps.size() == 1
        && jumps.getFirst().chain().equals(hook)
        && jumps.getFirst().rule().same(jump)
        && !(first && Blockade.above(saved.chains(table), hook, name));
  }
}
