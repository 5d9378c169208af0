package io.flocker.control.model;

import io.flocker.core.model.DatasetId;
import io.flocker.core.model.NodeId;
import java.time.Instant;
import java.util.Optional;

/**
 * Says that a dataset is in use on a node and must not leave it.
 *
 * @param expires when it ends by itself; empty for never
 * @param purpose who took it, if a program did that ends it by itself; empty for a user's
 * @param version 1 when acquired, one more with each renewal
 * @param changed when {@code version} last grew
 */
public record Lease(
    DatasetId dataset,
    NodeId node,
    Optional<Instant> expires,
    Optional<String> purpose,
    long version,
    Instant acquired,
    Instant changed)
    implements Entity {

  /** The purpose of those that Docker's volume plugin takes. */
  public static final String DOCKER = "docker";

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

  /** Of this purpose; a lease for a person has none. */
  public boolean isFor(String given) {
    return purpose.filter(given::equals).isPresent();
  }

  Lease renewed(Optional<Instant> newExpiry, Optional<String> newPurpose, Instant time) {
    return new Lease(dataset, node, newExpiry, newPurpose, version + 1, acquired, time);
  }
}
