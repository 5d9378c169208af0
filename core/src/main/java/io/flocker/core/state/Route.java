package io.flocker.core.state;

import io.flocker.core.model.NodeName;

/** Traffic to a node's {@code port} goes on to the same port of {@code target}. */
public record Route(int port, NodeName target) implements Comparable<Route> {

  @Override
  public int compareTo(Route other) {
    int order = Integer.compare(port, other.port);
    return order != 0 ? order : target.compareTo(other.target);
  }
}
