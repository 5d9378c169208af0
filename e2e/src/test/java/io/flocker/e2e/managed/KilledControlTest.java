package io.flocker.e2e.managed;

import static org.assertj.core.api.Assertions.assertThat;

import io.flocker.e2e.lab.Lab;
import org.junit.jupiter.api.Test;

/** A few kills only: {@code ./bench kills} does two hundred, and tells how soon agents are back. */
class KilledControlTest {

  @Test
  void noAcknowledgedChangeIsLostAndAllAgentsComeBack() throws Exception {
    KilledControl.Outcome outcome = KilledControl.run(3);
    assertThat(outcome.joined()).hasSize(3);
    assertThat(outcome.acknowledged()).isGreaterThan(3);
    assertThat(Lab.shell("h1", "find /tmp -iname '*sqlite*'").orFail()).isEmpty();
  }
}
