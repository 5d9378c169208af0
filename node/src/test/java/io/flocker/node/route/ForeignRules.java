package io.flocker.node.route;

import java.util.List;

/** What an administrator and Docker may have set, with everything dropped that is not allowed. */
final class ForeignRules {

  private ForeignRules() {}

  static void set(TestLan lan, String host, String variant) {
    for (String tool : List.of("iptables" + variant, "ip6tables" + variant)) {
      String address = tool.startsWith("ip6") ? "fd77::1" : "10.7.7.7";
      lan.sh(
          host,
          String.join(
              " && ",
              "T=" + tool,
              "$T -t raw -A PREROUTING -p udp --dport 7 -m comment --comment 'one \"quoted\"' -j DROP",
              "$T -t mangle -A FORWARD -p tcp --tcp-flags SYN,RST SYN -j TCPMSS --clamp-mss-to-pmtu",
              "$T -t nat -N DOCKER",
              "$T -t nat -A PREROUTING -m addrtype --dst-type LOCAL -j DOCKER",
              "$T -t nat -A DOCKER -p tcp --dport 7070 -j DNAT --to-destination " + address,
              "$T -t nat -A POSTROUTING -s " + address + " -j MASQUERADE",
              "$T -N DOCKER-USER",
              "$T -A FORWARD -j DOCKER-USER",
              "$T -A DOCKER-USER -j RETURN",
              "$T -P FORWARD DROP",
              "$T -A INPUT -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT",
              "$T -A INPUT -i lo -j ACCEPT",
              "$T -A INPUT -p " + (tool.startsWith("ip6") ? "ipv6-icmp" : "icmp") + " -j ACCEPT",
              "$T -A INPUT -p tcp --dport 22 -j ACCEPT",
              "$T -A INPUT -j REJECT"));
    }
  }
}
