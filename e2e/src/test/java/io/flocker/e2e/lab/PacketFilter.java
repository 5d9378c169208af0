package io.flocker.e2e.lab;

import java.util.ArrayList;
import java.util.List;

/** The rules of a host's packet filter that are not ours. */
public final class PacketFilter {

  private PacketFilter() {}

  /**
   * All rules and chains of both families that do not name a chain of ours, without counters. A
   * table without any rule is left out: to look at a table is enough to make it.
   */
  public static List<String> foreign(String host) {
    List<String> all = new ArrayList<>();
    for (String save : List.of("iptables-save", "ip6tables-save")) {
      List<String> table = new ArrayList<>();
      for (String line : Lab.on(host, save).orFail().lines().toList()) {
        if (line.equals("COMMIT")) {
          if (table.stream().anyMatch(rule -> rule.contains(" -A "))) {
            all.addAll(table);
          }
          table.clear();
        } else if (!line.startsWith("#") && !line.contains("FLOCKER-")) {
          table.add(save + " " + line.replaceAll(" ?\\[[0-9]+:[0-9]+]", ""));
        }
      }
    }
    return all;
  }
}
