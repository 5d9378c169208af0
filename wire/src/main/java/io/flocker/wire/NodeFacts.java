package io.flocker.wire;

import io.flocker.core.state.Route;
import java.util.Collections;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * What holds for a whole node.
 *
 * @param usedPorts TCP ports that something on the node listens on
 * @param openPorts TCP ports that rules of ours let in
 * @param containersHaveIpv6 whether the node's containers can reach IPv6 addresses
 * @param routes traffic that goes on to other nodes
 */
public record NodeFacts(
    SortedSet<Integer> usedPorts,
    SortedSet<Integer> openPorts,
    boolean containersHaveIpv6,
    SortedSet<Route> routes) {

  /** Nothing is known, or there is nothing. */
  public static final NodeFacts NONE =
      new NodeFacts(new TreeSet<>(), new TreeSet<>(), false, new TreeSet<>());

  public NodeFacts {
    usedPorts = Collections.unmodifiableSortedSet(new TreeSet<>(usedPorts));
    openPorts = Collections.unmodifiableSortedSet(new TreeSet<>(openPorts));
    routes = Collections.unmodifiableSortedSet(new TreeSet<>(routes));
  }
}
