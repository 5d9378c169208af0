package io.flocker.node.route;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What iptables-save printed: tables, their chains, their rules in order.
 *
 * @param tables table name to chain name to rules
 */
record SavedRules(Map<String, Map<String, List<Rule>>> tables) {

  /** A rule and the chain that it stands in. */
  record Placed(String chain, Rule rule) {}

  static SavedRules parse(String saved) {
    Map<String, Map<String, List<Rule>>> tables = new LinkedHashMap<>();
    Map<String, List<Rule>> table = new LinkedHashMap<>();
    for (String line : saved.lines().toList()) {
      if (line.startsWith("*")) {
        table = tables.computeIfAbsent(line.substring(1).strip(), name -> new LinkedHashMap<>());
      } else if (line.startsWith(":")) {
        table.computeIfAbsent(line.substring(1).split(" ", 2)[0], name -> new ArrayList<>());
      } else if (line.startsWith("-A ")) {
        String[] words = line.split(" ", 3);
        String text = words.length > 2 ? words[2] : "";
        table.computeIfAbsent(words[1], name -> new ArrayList<>()).add(Rule.parse(text));
      }
    }
    return new SavedRules(Collections.unmodifiableMap(tables));
  }

  /** The rules of a chain; empty if there is no such chain. */
  Optional<List<Rule>> chain(String table, String chain) {
    return Optional.ofNullable(chains(table).get(chain));
  }

  /** Names of our chains in a table. */
  List<String> ours(String table) {
    return chains(table).keySet().stream().filter(SavedRules::isOurs).toList();
  }

  /** Rules outside of {@code chain} that lead into it. */
  List<Placed> jumpsTo(String table, String chain) {
    return chains(table).entrySet().stream()
        .flatMap(entry -> entry.getValue().stream().map(rule -> new Placed(entry.getKey(), rule)))
        .filter(placed -> placed.rule().verdict().filter(chain::equals).isPresent())
        .toList();
  }

  Set<String> tableNames() {
    return tables.keySet();
  }

  Map<String, List<Rule>> chains(String table) {
    return tables.getOrDefault(table, Map.of());
  }

  static boolean isOurs(String chain) {
    return chain.startsWith(WantedChain.PREFIX);
  }
}
