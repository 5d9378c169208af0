package io.flocker.node.route;

import io.flocker.core.problem.Problem;
import io.flocker.core.problem.ProblemException;
import io.flocker.core.state.Route;
import io.flocker.node.Router.Rules;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Finds the addresses of routes' targets and refuses what cannot be routed, all at once. */
final class Targets {

  /** Finds the addresses of a name. */
  interface Resolver {
    InetAddress[] resolve(String name) throws UnknownHostException;
  }

  private final Resolver resolver;
  private final boolean ipv6;
  private final List<Problem> problems = new ArrayList<>();
  private final SortedSet<Target> targets = new TreeSet<>();

  private Targets(Resolver resolver, boolean ipv6) {
    this.resolver = resolver;
    this.ipv6 = ipv6;
  }

  /**
   * Targets of all routes: for a name with addresses of both families, one of each, so that the
   * node's IPv6 addresses lead there too.
   *
   * @param ipv6 whether the node has IPv6
   */
  static SortedSet<Target> of(Rules rules, boolean ipv6, Resolver resolver) {
    Targets found = new Targets(resolver, ipv6);
    Map<Integer, Route> taken = new HashMap<>();
    for (Route route : rules.routes()) {
      Route other = taken.putIfAbsent(route.port(), route);
      if (other != null) {
        String what =
            "port %d goes to both %s and %s"
                .formatted(route.port(), other.target(), route.target());
        found.refuse(route, Problem.Kind.CONFIGURATION, what, "a port leads to one node only");
      } else if (found.validPort(route.port(), route) && found.validName(route)) {
        found.add(route);
      }
    }
    rules.openPorts().forEach(port -> found.validPort(port, null));
    if (!found.problems.isEmpty()) {
      throw new ProblemException(found.problems);
    }
    return found.targets;
  }

  private boolean validPort(int port, @Nullable Route route) {
    boolean valid = port >= 1 && port <= 65_535;
    if (!valid) {
      refuse(route, Problem.Kind.CONFIGURATION, "port " + port, "expected: 1 to 65535");
    }
    return valid;
  }

  private boolean validName(Route route) {
    boolean valid = Comments.NAME.matcher(route.target().value()).matches();
    if (!valid) {
      String what = "\"" + route.target() + "\" is neither an address nor a host name";
      refuse(
          route,
          Problem.Kind.CONFIGURATION,
          what,
          "expected: letters, digits, '.', '-', ':', '_'; at most 230");
    }
    return valid;
  }

  private void add(Route route) {
    InetAddress[] all;
    try {
      all = resolver.resolve(route.target().value());
    } catch (UnknownHostException e) {
      String what = "the name " + route.target() + " does not resolve on this node";
      refuse(
          route,
          Problem.Kind.NETWORK,
          what,
          "add it to DNS or /etc/hosts of this node, or name the node by its address");
      return;
    }
    Optional<InetAddress> four = first(all, Family.IPV4);
    Optional<InetAddress> six = first(all, Family.IPV6);
    if (four.isEmpty() && six.isEmpty()) {
      String what = "no other host can be reached at " + Arrays.toString(all);
      refuse(
          route,
          Problem.Kind.CONFIGURATION,
          what,
          "name the node by an address that others reach it at: not loopback, link-local,"
              + " multicast or unspecified");
    } else if (four.isEmpty() && !ipv6) {
      String what = route.target() + " has only IPv6 addresses and this node has no IPv6";
      refuse(route, Problem.Kind.ENVIRONMENT, what, "switch IPv6 on, or name the node by IPv4");
    }
    four.ifPresent(address -> targets.add(new Target(route, address)));
    six.filter(address -> ipv6).ifPresent(address -> targets.add(new Target(route, address)));
  }

  /** The lowest address, not the first: name servers turn their answers round. */
  private static Optional<InetAddress> first(InetAddress[] all, Family family) {
    return Arrays.stream(all)
        .filter(address -> Family.of(address) == family)
        .filter(Targets::elsewhere)
        .min(Comparator.comparing(InetAddress::getAddress, Arrays::compareUnsigned));
  }

  private static boolean elsewhere(InetAddress address) {
    return !address.isLoopbackAddress()
        && !address.isLinkLocalAddress()
        && !address.isMulticastAddress()
        && !address.isAnyLocalAddress();
  }

  private void refuse(@Nullable Route route, Problem.Kind kind, String what, String remedy) {
    String where =
        route == null ? "open ports" : "route of port " + route.port() + " to " + route.target();
    problems.add(new Problem(kind, where, what, remedy));
  }
}
