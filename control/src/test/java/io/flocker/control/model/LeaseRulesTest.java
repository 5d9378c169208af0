package io.flocker.control.model;

import static io.flocker.control.model.Scenario.A;
import static io.flocker.control.model.Scenario.B;
import static io.flocker.control.model.Scenario.D;
import static io.flocker.control.model.Scenario.E;
import static io.flocker.control.model.Scenario.STRANGER;
import static io.flocker.control.model.Scenario.delete;
import static io.flocker.control.model.Scenario.lease;
import static io.flocker.control.model.Scenario.newDataset;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LeaseRulesTest {

  private final Scenario scenario = new Scenario();

  @BeforeEach
  void twoDatasets() {
    scenario.accept(newDataset(D, A));
    scenario.accept(newDataset(E, A));
  }

  private static Command leaseFor(long seconds) {
    return new Command.AcquireLease(D, A, Optional.of(Duration.ofSeconds(seconds)));
  }

  @Test
  void a_first_lease_is_created_and_the_holder_renews_it() {
    assertThat(scenario.accept(lease(D, A)).created()).isTrue();

    Decision.Accepted renewed = scenario.accept(leaseFor(30));

    assertThat(renewed.created()).isFalse();
    Lease held = scenario.now().lease(D).orElseThrow();
    assertThat(held.expires()).contains(scenario.time().plusSeconds(30));
    assertThat(held.version()).isEqualTo(2);
    scenario.accept(leaseFor(10));
    assertThat(scenario.now().lease(D).orElseThrow().expires())
        .as("a renewal may shorten")
        .contains(scenario.time().plusSeconds(10));
  }

  @Test
  void another_node_is_refused_with_the_holders_name() {
    scenario.accept(lease(D, A));
    Refusal refusal = scenario.refuse(lease(D, B));
    assertThat(refusal.code()).isEqualTo(RefusalCode.LEASE_HELD);
    assertThat(refusal.description()).contains(A + " (10.0.0.1)");
  }

  @Test
  void dataset_and_node_must_exist() {
    assertThat(scenario.refuse(lease(Scenario.dataset(9), A)).code())
        .isEqualTo(RefusalCode.DATASET_NOT_FOUND);
    assertThat(scenario.refuse(lease(D, STRANGER)).code()).isEqualTo(RefusalCode.NODE_NOT_FOUND);
    scenario.accept(delete(D));
    assertThat(scenario.refuse(lease(D, A)).code()).isEqualTo(RefusalCode.DATASET_DELETED);
  }

  @Test
  void a_released_lease_is_shown_as_it_was() {
    scenario.accept(lease(D, A));
    Lease held = scenario.now().lease(D).orElseThrow();

    assertThat(scenario.accept(new Command.ReleaseLease(D)).subject()).contains(held);
    assertThat(scenario.refuse(new Command.ReleaseLease(D)).code())
        .isEqualTo(RefusalCode.LEASE_NOT_FOUND);
  }

  @Test
  void what_has_ended_by_itself_is_removed_and_nothing_else() {
    scenario.accept(leaseFor(5));
    scenario.accept(lease(E, A));

    scenario.pass(Duration.ofSeconds(5));
    assertThat(scenario.accept(new Command.ExpireLeases()).changes())
        .as("strictly before now")
        .isEmpty();
    scenario.pass(Duration.ofMillis(1));
    scenario.accept(new Command.ExpireLeases());

    assertThat(scenario.now().leases()).containsOnlyKeys(E);
  }

  @Test
  void a_renewed_lease_does_not_end_when_it_first_would_have() {
    scenario.accept(leaseFor(5));
    scenario.accept(leaseFor(50));
    scenario.pass(Duration.ofSeconds(6));
    assertThat(scenario.accept(new Command.ExpireLeases()).changes()).isEmpty();
  }

  @Test
  void a_lease_that_has_ended_is_free_before_it_is_removed() {
    scenario.accept(leaseFor(5));
    scenario.pass(Duration.ofSeconds(6));

    assertThat(scenario.refuse(new Command.ReleaseLease(D)).code())
        .isEqualTo(RefusalCode.LEASE_NOT_FOUND);
    assertThat(scenario.accept(lease(D, B)).created()).isTrue();
  }

  @Test
  void an_expiry_in_the_past_is_accepted_but_not_one_beyond_all_clocks() {
    scenario.accept(leaseFor(-1));
    Refusal refusal = scenario.refuse(leaseFor(Long.MAX_VALUE));
    assertThat(refusal.code()).isEqualTo(RefusalCode.INVALID);
  }
}
