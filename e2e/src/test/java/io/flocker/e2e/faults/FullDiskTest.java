package io.flocker.e2e.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.flocker.e2e.lab.LiveBackends;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ArgumentsSource;

/** A move to a host that has no room, while a client writes. */
@ParameterizedClass(name = "on {0}")
@ArgumentsSource(LiveBackends.class)
final class FullDiskTest extends MovingDatabaseTest {

  @Test
  void aFullDiskAtTheTargetEndsTheMoveWithAReasonAndTheDatabaseGoesOnWhereItWas() {
    Deploying.Outcome outcome;
    try (FullDisk _ = FullDisk.of("h3", backend())) {
      outcome = database().deploying("h3").await(MovingDatabase.LONGEST);
    }
    assertThat(outcome.status()).as(outcome.text()).isEqualTo(1);
    assertThat(outcome.text())
        .contains("10.77.0.3")
        .containsPattern("(?i)no space left|out of space");
    database().check();
    database().deployUntilDone("h3");
    database().check();
  }
}
