package io.flocker.node.route;

import io.flocker.core.model.NodeName;
import io.flocker.core.state.Route;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The comments of our rules: all that we remember is in them. */
final class Comments {

  /** On each jump into a chain of ours. */
  static final String JUMP = "flocker:jump";

  /** What a rule's comment can hold of a target's name: the kernel takes 255 bytes in all. */
  static final Pattern NAME = Pattern.compile("[A-Za-z0-9._:-]{1,230}");

  private static final Pattern ROUTE = Pattern.compile("flocker:route (\\d{1,5}) (\\S+)");
  private static final Pattern OPEN = Pattern.compile("flocker:open (\\d{1,5})");
  private static final String GUARD = "flocker:guard route_localnet was ";

  private Comments() {}

  static String route(Route route) {
    return "flocker:route " + route.port() + " " + route.target();
  }

  static String open(int port) {
    return "flocker:open " + port;
  }

  static String guard(boolean localnet) {
    return GUARD + (localnet ? "1" : "0");
  }

  static Optional<Route> route(Rule rule) {
    return rule.comment()
        .map(ROUTE::matcher)
        .filter(Matcher::matches)
        .map(found -> new Route(Integer.parseInt(found.group(1)), new NodeName(found.group(2))));
  }

  static Optional<Integer> open(Rule rule) {
    return rule.comment()
        .map(OPEN::matcher)
        .filter(Matcher::matches)
        .map(found -> Integer.valueOf(found.group(1)));
  }

  /** What route_localnet was before our guard; empty if this rule is not the guard. */
  static Optional<Boolean> guard(Rule rule) {
    return rule.comment().filter(text -> text.startsWith(GUARD)).map(text -> text.endsWith("1"));
  }
}
