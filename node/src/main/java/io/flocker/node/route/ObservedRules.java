package io.flocker.node.route;

import io.flocker.core.state.Route;
import java.net.InetAddress;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
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

  /** Those of {@link #targets} of which every rule is there and every jump takes effect. */
  NavigableSet<Target> targetsInForce() {
    NavigableSet<Target> targets = targets();
    retainInForce(targets, these -> rules(these, new TreeSet<>()));
    return targets;
  }

  /** Every port that a rule of ours lets in, in force or not. */
  NavigableSet<Integer> openPorts() {
    NavigableSet<Integer> ports = new TreeSet<>();
    saved.chain("filter", "FLOCKER-INPUT").orElse(List.of()).stream()
        .forEach(rule -> Comments.open(rule).ifPresent(ports::add));
    return ports;
  }

  /** Those of {@link #openPorts} that take effect. */
  NavigableSet<Integer> openPortsInForce() {
    NavigableSet<Integer> ports = openPorts();
    retainInForce(ports, these -> rules(new TreeSet<>(), these));
    return ports;
  }

  private RuleSet rules(NavigableSet<Target> targets, NavigableSet<Integer> ports) {
    return new RuleSet(family, targets, ports, localnet().orElse(false));
  }

  private <T> void retainInForce(NavigableSet<T> wanted, Function<NavigableSet<T>, RuleSet> rules) {
    if (!rules.apply(wanted).chains().stream().allMatch(chain -> chain.isHooked(saved))) {
      wanted.clear();
    }
    Map<String, Set<List<String>>> present = new HashMap<>();
    for (WantedChain chain : rules.apply(wanted).chains()) {
      List<Rule> found = saved.chain(chain.table(), chain.name()).orElse(List.of());
      present.put(chain.name(), found.stream().map(Rule::parts).collect(Collectors.toSet()));
    }
    wanted.removeIf(one ->
        rules.apply(new TreeSet<>(Set.of(one))).chains().stream()
            .anyMatch(chain -> !holds(present.getOrDefault(chain.name(), Set.of()), chain)));
  }

  private static boolean holds(Set<List<String>> present, WantedChain chain) {
    return chain.rules().stream().map(Rule::parts).allMatch(present::contains);
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
