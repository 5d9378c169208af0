package io.flocker.agent.uplink;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * How long to wait between tries: twice as long each time, but at most half a second, or an eighth
 * of the time that the other end has been away. So who is back after a moment, or a minute, is
 * found at once, and who is away for hours is not bothered. Chance keeps many agents from coming at
 * the same instant.
 */
final class Backoff {

  private static final Duration SHORT = Duration.ofMillis(500);
  private static final int SHARE = 8;
  private static final int MOST_DOUBLINGS = 20;

  private final Duration first;
  private final Duration longest;
  private final RandomGenerator random;

  Backoff(Duration first, Duration longest, RandomGenerator random) {
    this.first = first;
    this.longest = longest;
    this.random = random;
  }

  /**
   * The pause before the next try.
   *
   * @param tries how many have failed in a row
   * @param away how long the other end has been away
   */
  Duration pause(int tries, Duration away) {
    Duration doubled = first.multipliedBy(1L << Math.min(tries, MOST_DOUBLINGS));
    Duration share = away.dividedBy(SHARE);
    Duration limit = min(longest, share.compareTo(SHORT) > 0 ? share : SHORT);
    return someOf(min(doubled, limit));
  }

  /** Between half of it and all of it. */
  Duration someOf(Duration pause) {
    return Duration.ofNanos((long) (pause.toNanos() * (0.5 + random.nextDouble() / 2)));
  }

  private static Duration min(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? one : other;
  }
}
