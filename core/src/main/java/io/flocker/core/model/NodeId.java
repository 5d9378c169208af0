package io.flocker.core.model;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.UUID;

/** Who a node is, whatever its address: made once on the node and kept there. */
public record NodeId(@JsonValue UUID value) implements Comparable<NodeId> {

  @JsonCreator
  public NodeId {}

  /** Parses the usual text form; throws {@link IllegalArgumentException} for anything else. */
  public static NodeId parse(String text) {
    return new NodeId(UUID.fromString(text));
  }

  /** The first eight digits: enough to tell a cluster's nodes apart in a name or a message. */
  public String brief() {
    return value.toString().substring(0, 8);
  }

  @Override
  public int compareTo(NodeId other) {
    return value.compareTo(other.value);
  }

  @Override
  public String toString() {
    return value.toString();
  }
}
