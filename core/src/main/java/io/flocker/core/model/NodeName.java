package io.flocker.core.model;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;

/**
 * How a deployment names a node: an IPv4 address, an IPv6 address or a host name. It says where to
 * reach a node, never which node it is: that is {@link NodeId}.
 */
public record NodeName(@JsonValue String value) implements Comparable<NodeName> {

  @JsonCreator
  public NodeName {
    if (value.isBlank()) {
      throw new IllegalArgumentException("node name: empty (expected: an address or a host name)");
    }
  }

  @Override
  public int compareTo(NodeName other) {
    return value.compareTo(other.value);
  }

  @Override
  public String toString() {
    return value;
  }
}
