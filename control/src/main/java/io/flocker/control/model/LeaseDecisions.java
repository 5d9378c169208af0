package io.flocker.control.model;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The rules of leases. */
final class LeaseDecisions {

  private final ClusterConfiguration now;
  private final Instant time;
  private final Lookup lookup;

  LeaseDecisions(ClusterConfiguration now, Instant time) {
    this.now = now;
    this.time = time;
    lookup = new Lookup(now, time);
  }

  Decision decide(Command.OnLease command) {
    return switch (command) {
      case Command.AcquireLease acquire -> acquire(acquire);
      case Command.ReleaseLease release -> release(release);
    };
  }

  private Decision acquire(Command.AcquireLease command) {
    FieldRules.require(FieldRules.lease(command.duration()));
    lookup.presentDataset(command.dataset());
    lookup.usableNode(command.node());
    Optional<Instant> expires = command.duration().map(time::plus);
    Optional<Lease> held = lookup.leaseInForce(command.dataset());
    if (held.isEmpty()) {
      return Decision.Accepted.created(
          new Lease(command.dataset(), command.node(), expires, Optional.empty(), 1, time, time));
    }
    Lease lease = held.get();
    if (!lease.node().equals(command.node())) {
      return Decision.Refused.because(
          RefusalCode.LEASE_HELD,
          "Lease already held: node "
              + lookup.called(lease.node())
              + " has it"
              + lease.expires().map(end -> " until " + end).orElse("")
              + ".");
    }
    // Whoever renews it answers for it from now on: no program ends it any more by itself.
    return lease.expires().equals(expires) && lease.purpose().isEmpty()
        ? Decision.Accepted.unchanged(lease)
        : Decision.Accepted.changed(lease.renewed(expires, Optional.empty(), time));
  }

  private Decision release(Command.ReleaseLease command) {
    Optional<Lease> lease = lookup.leaseInForce(command.dataset());
    if (lease.isEmpty()) {
      return Decision.Refused.because(
          RefusalCode.LEASE_NOT_FOUND,
          "Lease not found: nobody holds one on dataset " + command.dataset() + ".");
    }
    return new Decision.Accepted(
        List.of(new Change.Remove(lease.get())), lease.map(Entity.class::cast), false);
  }

  Decision expire() {
    return new Decision.Accepted(
        now.expiredLeases(time).stream().<Change>map(Change.Remove::new).toList(),
        Optional.empty(),
        false);
  }
}
