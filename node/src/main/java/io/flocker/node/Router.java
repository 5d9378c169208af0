package io.flocker.node;

import io.flocker.core.state.Route;
import java.util.SortedSet;
import java.util.function.UnaryOperator;

/**
 * The node's packet filter, as far as it is ours: chains of our own and the jumps into them. No
 * other rule is ever read into ours, changed or reordered. Throws {@link
 * io.flocker.core.problem.ProblemException}. Safe for use by several threads.
 */
public interface Router {

  /** What is set now. */
  Rules observe();

  /**
   * Looks at what is set and makes what {@code change} returns for it so, all or nothing for each
   * address family and table; forgets connections that would go on along a route that was added,
   * changed or withdrawn.
   */
  void change(UnaryOperator<Rules> change);

  /** Makes exactly these rules so, whatever is set now. */
  default void apply(Rules rules) {
    change(_ -> rules);
  }

  /**
   * What we want of the packet filter.
   *
   * @param routes at most one for each port; the target is an address or a name that resolves to
   *     one
   * @param openPorts ports of this node's own containers
   */
  record Rules(SortedSet<Route> routes, SortedSet<Integer> openPorts) {}
}
