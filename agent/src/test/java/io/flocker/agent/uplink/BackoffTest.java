package io.flocker.agent.uplink;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class BackoffTest {

  private final Backoff backoff =
      new Backoff(Duration.ofMillis(50), Duration.ofSeconds(30), new Random(1));

  @Test
  void theFirstPausesDouble() {
    for (int tries = 0; tries < 4; tries++) {
      assertThat(backoff.pause(tries, Duration.ofMillis(100)))
          .isBetween(Duration.ofMillis(25L << tries), Duration.ofMillis(50L << tries));
    }
  }

  @Test
  void whoWasAwayForSecondsIsAskedTwiceASecond() {
    assertThat(backoff.pause(50, Duration.ofSeconds(3)))
        .isBetween(Duration.ofMillis(250), Duration.ofMillis(500));
  }

  @Test
  void whoWasAwayForAMinuteIsAskedEverySoOften() {
    assertThat(backoff.pause(50, Duration.ofMinutes(1)))
        .isBetween(Duration.ofMillis(3_750), Duration.ofMillis(7_500));
  }

  @Test
  void nobodyIsForgotten() {
    assertThat(backoff.pause(1_000_000, Duration.ofDays(7)))
        .isBetween(Duration.ofSeconds(15), Duration.ofSeconds(30));
  }

  @Test
  void aClockThatWasSetBackDoesNoHarm() {
    assertThat(backoff.pause(3, Duration.ofHours(-1)))
        .isBetween(Duration.ofMillis(200), Duration.ofMillis(400));
  }

  @Test
  void chanceKeepsAgentsApart() {
    long different =
        IntStream.range(0, 100).mapToObj(_ -> backoff.pause(3, Duration.ZERO)).distinct().count();
    assertThat(different).isGreaterThan(90);
  }
}
