package io.flocker.node.route;

import io.flocker.core.state.Route;
import io.flocker.node.Router;
import io.flocker.node.route.CommandRunner.Output;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.UnaryOperator;

/**
 * Routes through iptables, either variant, and ip6tables where the node has IPv6.
 *
 * <p>A connection to any address of this node at a routed port is redirected to the same port of
 * the target, which then sees this node as the client. Nothing is remembered outside of the packet
 * filter: the rules' comments hold the names of the targets. {@link #observe} only reads and tells
 * of what is in force; {@link #apply} finds and mends whatever differs, and writes nothing if
 * nothing does, so it may be called at any time.
 *
 * <p>Known limits: {@code ::1} of this node is not routed, for the kernel cannot. A connection
 * reaches a target only in its own address family. In a table that nobody had used before, the
 * kernel's empty built-in chains stay behind when our last rule goes; iptables cannot take them
 * away.
 */
public final class IptablesRouter implements Router {

  private static final Duration DEADLINE = Duration.ofSeconds(60);

  /** How long to wait, in seconds, while another program holds the packet filter. */
  private static final String WAIT = "--wait=30";

  private final CommandRunner runner;
  private final String variant;
  private final Targets.Resolver resolver;

  /** The packet filter of the network namespace that this process is in. */
  public IptablesRouter() {
    this(List.of());
  }

  /**
   * The packet filter that commands reach when {@code prefix} stands before them, for example
   * {@code ip netns exec NAME}.
   */
  public IptablesRouter(List<String> prefix) {
    this(new ProcessRunner(prefix, DEADLINE), "", InetAddress::getAllByName);
  }

  /** With {@code variant} put after the programs' names: empty, {@code -nft}, {@code -legacy}. */
  IptablesRouter(CommandRunner runner, String variant, Targets.Resolver resolver) {
    this.runner = runner;
    this.variant = variant;
    this.resolver = resolver;
  }

  @Override
  public synchronized Rules observe() {
    return inForce(read(KernelSettings.read(runner)));
  }

  private static Rules inForce(Map<Family, ObservedRules> observed) {
    NavigableSet<Route> routes = new TreeSet<>();
    NavigableSet<Route> broken = new TreeSet<>();
    NavigableSet<Integer> ports = new TreeSet<>();
    for (ObservedRules rules : observed.values()) {
      NavigableSet<Target> inForce = rules.targetsInForce();
      for (Target target : rules.targets()) {
        (inForce.contains(target) ? routes : broken).add(target.route());
      }
      ports.addAll(rules.openPorts());
    }
    routes.removeAll(broken);
    // Each family lets its own packets in: a port is open if it is in all of them.
    observed.values().forEach(rules -> ports.retainAll(rules.openPortsInForce()));
    return new Rules(routes, ports);
  }

  @Override
  public synchronized void change(UnaryOperator<Rules> change) {
    KernelSettings kernel = KernelSettings.read(runner);
    Map<Family, ObservedRules> observed = read(kernel);
    Rules rules = change.apply(inForce(observed));
    SortedSet<Target> targets = Targets.of(rules, observed.containsKey(Family.IPV6), resolver);
    List<FamilyChange> changes = new ArrayList<>();
    observed.forEach(
        (family, present) -> changes.add(change(family, present, targets, rules, kernel)));
    if (changes.stream().anyMatch(each -> !each.stale().none())) {
      // Asked before anything is changed: without it connections would go on along the old way.
      Tools.require(runner, List.of("conntrack", "--version"), "");
    }
    changes.forEach(each -> perform(each, kernel));
  }

  private static FamilyChange change(
      Family family,
      ObservedRules present,
      SortedSet<Target> targets,
      Rules rules,
      KernelSettings kernel) {
    SortedSet<Target> mine = new TreeSet<>(targets);
    mine.removeIf(target -> target.family() != family);
    boolean ipv4Routes = family == Family.IPV4 && !mine.isEmpty();
    boolean localnet = present.localnet().orElseGet(() -> ipv4Routes && kernel.localnet());
    RuleSet wanted = new RuleSet(family, mine, rules.openPorts(), localnet);
    String text = RuleChange.text(present.saved(), wanted.chains());
    boolean restoreLocalnet = mine.isEmpty() && present.localnet().filter(was -> !was).isPresent();
    StaleConnections stale =
        StaleConnections.between(present.targets(), present.targetsInForce(), mine);
    return new FamilyChange(family, text, !mine.isEmpty(), restoreLocalnet, stale);
  }

  private void perform(FamilyChange change, KernelSettings kernel) {
    if (change.restoreLocalnet()) {
      // While the guard still stands.
      kernel.setLocalnet(runner, false);
    }
    if (change.hasRoutes()) {
      kernel.forward(runner, change.family());
    }
    if (!change.text().isEmpty()) {
      List<String> restore =
          List.of(change.family().tool() + variant + "-restore", "--noflush", WAIT);
      Tools.require(runner, restore, change.text());
    }
    if (change.hasRoutes() && change.family() == Family.IPV4) {
      // Only now that the guard stands.
      kernel.setLocalnet(runner, true);
    }
    if (!change.stale().none()) {
      forget(change.family(), change.stale());
    }
  }

  /** One command for each kind of stale connection, however many there are of it. */
  private void forget(Family family, StaleConnections stale) {
    String name = family.conntrackName();
    List<String> list = new ArrayList<>(List.of("conntrack", "-L", "-f", name, "-p", "tcp"));
    SortedSet<Integer> ports = stale.ports();
    if (ports.size() == 1) {
      list.addAll(List.of("--orig-port-dst", ports.getFirst().toString()));
    }
    List<Connection> connections = Connection.parse(Tools.require(runner, list, "").out());
    if (connections.isEmpty()) {
      return;
    }
    List<String> addresses = List.of("ip", "-o", "addr", "show");
    Set<InetAddress> local =
        StaleConnections.localAddresses(Tools.require(runner, addresses, "").out());
    stale.among(connections, local).forEach(connection -> forget(name, connection));
  }

  private void forget(String family, Connection connection) {
    List<String> delete =
        List.of(
            "conntrack",
            "-D",
            "-f",
            family,
            "-p",
            "tcp",
            "--orig-dst",
            connection.address().getHostAddress(),
            "--orig-port-dst",
            Integer.toString(connection.port()),
            "--reply-src",
            connection.answerer().getHostAddress());
    Output output = runner.run(delete, "");
    // Status 1 also says that there was none left: it has ended by itself meanwhile.
    if (!output.ok() && !output.err().contains("0 flow entries")) {
      throw Tools.failed(delete, "", output);
    }
  }

  private Map<Family, ObservedRules> read(KernelSettings kernel) {
    Map<Family, ObservedRules> observed = new EnumMap<>(Family.class);
    observed.put(Family.IPV4, read(Family.IPV4));
    if (kernel.hasIpv6()) {
      observed.put(Family.IPV6, read(Family.IPV6));
    }
    return observed;
  }

  private ObservedRules read(Family family) {
    List<String> save = List.of(family.tool() + variant + "-save");
    return new ObservedRules(family, SavedRules.parse(Tools.require(runner, save, "").out()));
  }

  /**
   * What is to be done for one family.
   *
   * @param text input of iptables-restore; empty if the rules are as wanted
   * @param restoreLocalnet whether to switch off what we switched on for our first route
   */
  private record FamilyChange(
      Family family,
      String text,
      boolean hasRoutes,
      boolean restoreLocalnet,
      StaleConnections stale) {}
}
