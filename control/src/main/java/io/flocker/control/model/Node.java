package io.flocker.control.model;

import io.flocker.core.model.NodeId;
import java.time.Instant;
import java.util.Optional;

/**
 * A node that has reported to this cluster at least once.
 *
 * @param host the address from which it was last seen; empty if it is only known by hearsay, from
 *     an import
 * @param decommissioned since when it is no longer part of the cluster
 * @param version 1 when first seen, one more with each change
 */
public record Node(
    NodeId id, Instant firstSeen, String host, Optional<Instant> decommissioned, long version)
    implements Entity {

  @Override
  public Kind kind() {
    return Kind.NODE;
  }

  @Override
  public String key() {
    return id.toString();
  }

  /** Whether datasets and containers may be put on it. */
  public boolean isUsable() {
    return decommissioned.isEmpty();
  }

  /** For a message: the id, with the address where one is known. */
  public String called() {
    return host.isEmpty() ? id.toString() : id + " (" + host + ")";
  }

  Node at(String newHost) {
    return new Node(id, firstSeen, newHost, decommissioned, version + 1);
  }

  Node leaving(Instant time) {
    return new Node(id, firstSeen, host, Optional.of(time), version + 1);
  }
}
