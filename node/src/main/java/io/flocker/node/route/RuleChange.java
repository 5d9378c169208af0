package io.flocker.node.route;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * The difference between what the packet filter holds and what we want of it, as input of {@code
 * iptables-restore --noflush}. A table that is as wanted does not appear; text is empty if none
 * needs a change. Each table is changed in one step by the kernel, or not at all.
 */
final class RuleChange {

  /** The guard before what it guards; permission before redirection. */
  private static final List<String> ORDER = List.of("raw", "mangle", "filter", "nat");

  private RuleChange() {}

  static String text(SavedRules saved, List<WantedChain> wanted) {
    StringBuilder text = new StringBuilder();
    for (String table : ORDER) {
      List<WantedChain> here = wanted.stream().filter(w -> w.table().equals(table)).toList();
      List<String> lines = table(saved, table, here);
      if (!lines.isEmpty()) {
        text.append('*').append(table).append('\n');
        lines.forEach(line -> text.append(line).append('\n'));
        text.append("COMMIT\n");
      }
    }
    return text.toString();
  }

  private static List<String> table(SavedRules saved, String table, List<WantedChain> wanted) {
    List<String> lines = new ArrayList<>();
    for (WantedChain chain : wanted) {
      if (!chain.holdsRules(saved)) {
        // With --noflush, naming one of our chains makes it or empties it; others stay.
        lines.add(":" + chain.name() + " - [0:0]");
        chain.rules().forEach(rule -> lines.add("-A " + chain.name() + " " + rule.text()));
      }
    }
    for (WantedChain chain : wanted) {
      if (!chain.isHooked(saved)) {
        lines.addAll(unhook(saved, table, chain.name()));
        String place = chain.first() ? "-I " + chain.hook() + " 1 " : "-A " + chain.hook() + " ";
        lines.add(place + chain.jump().text());
      }
    }
    lines.addAll(removal(saved, table, wanted));
    return lines;
  }

  private static List<String> removal(SavedRules saved, String table, List<WantedChain> wanted) {
    Set<String> keep = wanted.stream().map(WantedChain::name).collect(Collectors.toSet());
    Set<String> gone = new TreeSet<>(saved.ours(table));
    gone.removeAll(keep);
    List<String> lines = new ArrayList<>();
    gone.forEach(chain -> lines.addAll(unhook(saved, table, chain)));
    gone.forEach(chain -> lines.add("-F " + chain));
    gone.forEach(chain -> lines.add("-X " + chain));
    return lines;
  }

  /** Deletes jumps by what they say, never by number: others may add rules at any time. */
  private static List<String> unhook(SavedRules saved, String table, String chain) {
    return saved.jumpsTo(table, chain).stream()
        .map(placed -> "-D " + placed.chain() + " " + placed.rule().text())
        .toList();
  }
}
