package io.flocker.node.route;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A rule as it stands in the text of iptables-save, without {@code -A CHAIN}.
 *
 * @param text exactly as written, so that it can be given back to iptables-restore
 * @param parts its options in a form that does not depend on order, quoting or the way in which
 *     addresses are written: two rules with the same parts do the same
 */
record Rule(String text, List<String> parts) {

  /** Matches that say nothing by themselves: their options do. */
  private static final Set<String> LOADS_ONLY =
      Set.of("-m tcp", "-m comment", "-m conntrack", "-m addrtype");

  static Rule parse(String text) {
    return new Rule(text, parts(words(text)));
  }

  /** Whether both rules do the same. */
  boolean same(Rule other) {
    return parts.equals(other.parts);
  }

  /** Where a packet that matches goes: a chain or ACCEPT, DROP and the like. */
  Optional<String> verdict() {
    return option("-j").or(() -> option("-g"));
  }

  Optional<String> comment() {
    return option("--comment");
  }

  Optional<String> option(String name) {
    return parts.stream()
        .filter(part -> part.startsWith(name + " "))
        .map(part -> part.substring(name.length() + 1))
        .findFirst();
  }

  /** Whether every TCP packet matches. */
  boolean unconditional() {
    return parts.stream()
        .allMatch(part ->
            part.startsWith("-j ")
                || part.startsWith("-g ")
                || part.startsWith("--comment ")
                || part.startsWith("--reject-with ")
                || part.equals("-p tcp"));
  }

  private static List<String> parts(List<String> words) {
    List<String> parts = new ArrayList<>();
    String negation = "";
    int at = 0;
    while (at < words.size()) {
      String word = words.get(at++);
      if (word.equals("!")) {
        negation = "! ";
        continue;
      }
      StringBuilder part = new StringBuilder(negation).append(word);
      negation = "";
      boolean comment = word.equals("--comment");
      while (at < words.size() && (comment || !startsOption(words.get(at)))) {
        String value = words.get(at++);
        part.append(' ').append(comment ? value : address(value));
        comment = false;
      }
      if (!LOADS_ONLY.contains(part.toString())) {
        parts.add(part.toString());
      }
    }
    return parts.stream().sorted().toList();
  }

  private static boolean startsOption(String word) {
    return word.equals("!") || (word.startsWith("-") && word.length() > 1);
  }

  /** An address in the one way in which Java writes it; anything else as it is. */
  private static String address(String value) {
    String bare = value;
    String rest = "";
    if (bare.startsWith("[") && bare.indexOf(']') > 0) {
      rest = bare.substring(bare.indexOf(']') + 1);
      bare = bare.substring(1, bare.indexOf(']'));
    } else if (bare.endsWith("/32") && bare.indexOf(':') < 0) {
      return bare.substring(0, bare.length() - 3);
    } else if (bare.endsWith("/128")) {
      bare = bare.substring(0, bare.length() - 4);
    }
    if (bare.chars().filter(c -> c == ':').count() < 2) {
      return value;
    }
    try {
      String written = InetAddress.ofLiteral(bare).getHostAddress();
      return rest.isEmpty() ? written : "[" + written + "]" + rest;
    } catch (IllegalArgumentException e) {
      return value;
    }
  }

  private static List<String> words(String text) {
    List<String> words = new ArrayList<>();
    StringBuilder word = new StringBuilder();
    boolean quoted = false;
    boolean open = false;
    for (int at = 0; at < text.length(); at++) {
      char c = text.charAt(at);
      if (c == '\\' && quoted && at + 1 < text.length()) {
        word.append(text.charAt(++at));
      } else if (c == '"') {
        quoted = !quoted;
        open = true;
      } else if (c == ' ' && !quoted) {
        if (open || !word.isEmpty()) {
          words.add(word.toString());
        }
        word.setLength(0);
        open = false;
      } else {
        word.append(c);
      }
    }
    if (open || !word.isEmpty()) {
      words.add(word.toString());
    }
    return words;
  }
}
