package io.flocker.node.route;

import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.function.Function;

/**
 * What we want of one address family's packet filter, as chains.
 *
 * @param targets the routes whose targets are of this family
 * @param openPorts ports of this node's own containers
 * @param localnet whether packets for 127.0.0.0/8 were routed before our first route, which is
 *     noted in the guard so that it can be put back; nothing else remembers it
 */
record RuleSet(
    Family family, SortedSet<Target> targets, SortedSet<Integer> openPorts, boolean localnet) {

  private static final String LOCAL = "-m addrtype --dst-type LOCAL";

  /** Our chains, guard first and the rules that redirect last; only those that have rules. */
  List<WantedChain> chains() {
    List<WantedChain> chains = new ArrayList<>();
    if (family == Family.IPV4 && !targets.isEmpty()) {
      chains.add(guard());
    }
    add(chains, "filter", "INPUT", "", true, openPorts.stream().map(RuleSet::open).toList());
    add(chains, "filter", "FORWARD", "", true, each(RuleSet::forward));
    add(chains, "nat", "POSTROUTING", "", false, each(RuleSet::masquerade));
    // "Any local address" is asked once, in the jump, rather than for each of many routes.
    add(chains, "nat", "PREROUTING", LOCAL, false, each(RuleSet::redirect));
    add(chains, "nat", "OUTPUT", locally(), false, each(RuleSet::redirect));
    return chains;
  }

  /**
   * Routing 127.0.0.1:PORT of this node to another needs route_localnet, and with it the kernel
   * would also take packets from the wire that claim to be for 127.0.0.1: every neighbour could
   * then reach services that listen on loopback because they trust it. Nothing from outside is ever
   * rightly addressed so; answers to our own redirected connections come to the node's real address
   * and get 127.0.0.1 back only after this table. So all of it is dropped, before connections are
   * tracked and whatever other rules accept.
   */
  private WantedChain guard() {
    Rule drop = rule("-m comment --comment \"" + Comments.guard(localnet) + "\" -j DROP");
    return chain("raw", "GUARD", "PREROUTING", "-d 127.0.0.0/8 ! -i lo", true, List.of(drop));
  }

  /**
   * The kernel has no route_localnet for IPv6: the answer to a redirected connection to ::1 finds
   * no route back. Left alone, ::1 refuses at once and a program goes on to 127.0.0.1.
   */
  private String locally() {
    return family == Family.IPV6 ? "! -d ::1/128 " + LOCAL : LOCAL;
  }

  private static String redirect(Target target) {
    return "-p tcp -m tcp --dport %d %s -j DNAT --to-destination %s"
        .formatted(target.port(), comment(target), endpoint(target));
  }

  /**
   * The answer must come back through this node, which alone knows whom the client asked. Only
   * connections that were redirected: those that a program opens to the target itself keep their
   * source.
   */
  private static String masquerade(Target target) {
    return "-d %s -p tcp -m tcp --dport %d %s %s -j MASQUERADE"
        .formatted(target.host(), target.port(), ours(target), comment(target));
  }

  /**
   * Both directions in one rule: the connection is known by its first destination port and by who
   * answers. Needed as Docker sets the policy of FORWARD to DROP.
   */
  private static String forward(Target target) {
    return "-p tcp %s --ctreplsrc %s %s -j ACCEPT"
        .formatted(ours(target), target.host(), comment(target));
  }

  private static Rule open(int port) {
    return rule(
        "-p tcp -m tcp --dport %d -m comment --comment \"%s\" -j ACCEPT"
            .formatted(port, Comments.open(port)));
  }

  private static String ours(Target target) {
    return "-m conntrack --ctstate DNAT --ctorigdstport " + target.port();
  }

  private static String comment(Target target) {
    return "-m comment --comment \"" + Comments.route(target.route()) + "\"";
  }

  private static String endpoint(Target target) {
    String format = target.family() == Family.IPV4 ? "%s:%d" : "[%s]:%d";
    return format.formatted(target.host(), target.port());
  }

  private List<Rule> each(Function<Target, String> text) {
    return targets.stream().map(text).map(RuleSet::rule).toList();
  }

  private static void add(
      List<WantedChain> chains,
      String table,
      String hook,
      String condition,
      boolean first,
      List<Rule> rules) {
    if (!rules.isEmpty()) {
      chains.add(chain(table, hook, hook, condition, first, rules));
    }
  }

  private static WantedChain chain(
      String table, String suffix, String hook, String condition, boolean first, List<Rule> rules) {
    String name = WantedChain.PREFIX + suffix;
    String jump = condition + " -m comment --comment \"" + Comments.JUMP + "\" -j " + name;
    return new WantedChain(table, name, hook, first, rule(jump.strip()), rules);
  }

  private static Rule rule(String text) {
    return Rule.parse(text);
  }
}
