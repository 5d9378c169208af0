package io.flocker.node.route;

import java.net.Inet4Address;
import java.net.InetAddress;

/** An address family, each with a packet filter of its own. */
enum Family {
  IPV4("iptables", "ipv4"),
  IPV6("ip6tables", "ipv6");

  private final String tool;
  private final String conntrackName;

  Family(String tool, String conntrackName) {
    this.tool = tool;
    this.conntrackName = conntrackName;
  }

  static Family of(InetAddress address) {
    return address instanceof Inet4Address ? IPV4 : IPV6;
  }

  /** The name of this family's iptables program. */
  String tool() {
    return tool;
  }

  /** How conntrack calls this family. */
  String conntrackName() {
    return conntrackName;
  }
}
