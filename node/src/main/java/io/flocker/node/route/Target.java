package io.flocker.node.route;

import io.flocker.core.state.Route;
import java.net.InetAddress;

/** A route with the address that its target's name stands for. */
record Target(Route route, InetAddress address) implements Comparable<Target> {

  int port() {
    return route.port();
  }

  Family family() {
    return Family.of(address);
  }

  /** The address as it stands in a rule. */
  String host() {
    return address.getHostAddress();
  }

  @Override
  public int compareTo(Target other) {
    int order = route.compareTo(other.route);
    return order != 0 ? order : host().compareTo(other.host());
  }
}
