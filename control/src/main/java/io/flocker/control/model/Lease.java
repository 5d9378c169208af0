package io.flocker.control.model;

import io.flocker.core.model.DatasetId;
import io.flocker.core.model.NodeId;
import java.time.Instant;
import java.util.Optional;

/**
 * Says that a dataset is in use on a node and must not leave it.
 *
 * @param expires when it ends by itself; empty for never
 * @param version 1 when acquired, one more with each renewal
 * @param changed when {@code version} last grew
 */
public record Lease(
    DatasetId dataset,
    NodeId node,
    Optional<Instant> expires,
    long version,
    Instant acquired,
    Instant changed)
    implements Entity {

  @Override
  public Kind kind() {
    return Kind.LEASE;
  }

  @Override
  public String key() {
    return dataset.toString();
  }

  /** Whether it has ended by itself, though it may not have been removed yet. */
  public boolean isExpired(Instant now) {
    return expires.isPresent() && expires.get().isBefore(now);
  }

  Lease renewed(Optional<Instant> newExpiry, Instant time) {
    return new Lease(dataset, node, newExpiry, version + 1, acquired, time);
  }
}
