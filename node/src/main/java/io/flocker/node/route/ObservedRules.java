package io.flocker.node.route;

import io.flocker.core.state.Route;
import java.net.InetAddress;
import java.util.List;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * Reads our rules back from what iptables-save printed for one family.
 *
 * @param family the family that it was printed for
 * @param saved what was printed
 */
record ObservedRules(Family family, SavedRules saved) {

  /** Every route that a redirecting rule of ours names, in force or not. */
  NavigableSet<Target> targets() {
    NavigableSet<Target> targets = new TreeSet<>();
    Stream.of("FLOCKER-PREROUTING", "FLOCKER-OUTPUT")
        .flatMap(chain -> saved.chain("nat", chain).orElse(List.of()).stream())
        .forEach(rule -> target(rule).ifPresent(targets::add));
    return targets;
  }

  /** Those of {@link #targets} that take effect. */
  NavigableSet<Target> targetsInForce() {
    NavigableSet<Target> targets = targets();
    targets.removeIf(target -> !inForce(target));
    return targets;
  }

  /** Every port that a rule of ours lets in, in force or not. */
  NavigableSet<Integer> openPorts() {
    NavigableSet<Integer> ports = new TreeSet<>();
    saved.chain("filter", "FLOCKER-INPUT").orElse(List.of()).stream()
        .forEach(rule -> Comments.open(rule).ifPresent(ports::add));
    return ports;
  }

  /** Whether every rule that the target needs is there and every jump takes effect. */
  boolean inForce(Target target) {
    NavigableSet<Target> only = new TreeSet<>(List.of(target));
    return inForce(new RuleSet(family, only, new TreeSet<>(), localnet().orElse(false)));
  }

  /** Whether the rule that opens the port is there and takes effect. */
  boolean inForce(int openPort) {
    NavigableSet<Integer> only = new TreeSet<>(List.of(openPort));
    return inForce(new RuleSet(family, new TreeSet<>(), only, false));
  }

  private boolean inForce(RuleSet rules) {
    return rules.chains().stream().allMatch(chain -> chain.isHooked(saved) && contains(chain));
  }

  private boolean contains(WantedChain chain) {
    List<Rule> present = saved.chain(chain.table(), chain.name()).orElse(List.of());
    return chain.rules().stream().allMatch(rule -> present.stream().anyMatch(rule::same));
  }

  /** What route_localnet was before our first route; empty if we have no guard. */
  Optional<Boolean> localnet() {
    return saved.chain("raw", "FLOCKER-GUARD").orElse(List.of()).stream()
        .flatMap(rule -> Comments.guard(rule).stream())
        .findFirst();
  }

  private static Optional<Target> target(Rule rule) {
    Optional<Route> route = Comments.route(rule);
    Optional<InetAddress> address = rule.option("--to-destination").flatMap(ObservedRules::host);
    return route.flatMap(named -> address.map(found -> new Target(named, found)));
  }

  private static Optional<InetAddress> host(String endpoint) {
    int colon = endpoint.lastIndexOf(':');
    if (colon < 0) {
      return Optional.empty();
    }
    String host = endpoint.substring(0, colon).replace("[", "").replace("]", "");
    try {
      return Optional.of(InetAddress.ofLiteral(host));
    } catch (IllegalArgumentException e) {
      // Somebody else's idea of a rule in our chain: not one that we made.
      return Optional.empty();
    }
  }
}
