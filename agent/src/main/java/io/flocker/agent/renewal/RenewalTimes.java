package io.flocker.agent.renewal;

import java.math.BigInteger;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;

/**
 * When a certificate is renewed. A third of its time is left then, to notice and mend what is in
 * the way.
 */
final class RenewalTimes {

  /** However far away the next moment is: clocks are set, and files are replaced by people. */
  static final Duration LONGEST = Duration.ofHours(1);

  static final Duration SHORTEST = Duration.ofMinutes(1);
  private static final Duration LONGEST_PAUSE = Duration.ofHours(6);
  private static final int SPREAD = 24;
  private static final int SHARE = 8;
  private static final int MOST_DOUBLINGS = 20;
  private static final int STEPS = 1 << 10;

  private RenewalTimes() {}

  /**
   * After two thirds of its time, and up to a twenty-fourth part more, by chance: what was made for
   * many nodes at once is not renewed at once. The same for the same certificate, whenever asked.
   */
  static Instant due(X509Certificate certificate) {
    Instant from = certificate.getNotBefore().toInstant();
    Duration time = Duration.between(from, certificate.getNotAfter().toInstant());
    int chance = certificate.getSerialNumber().mod(BigInteger.valueOf(STEPS)).intValue();
    return from.plus(time.multipliedBy(2).dividedBy(3))
        .plus(time.dividedBy(SPREAD).multipliedBy(chance).dividedBy(STEPS));
  }

  /**
   * The pause after a try that failed: twice as long each time, but at most an eighth of the time
   * that is left.
   *
   * @param tries how many have failed in a row; at least 1
   * @param chance from 0 to 1: between half of the pause and all of it
   */
  static Duration pause(int tries, Duration left, double chance) {
    Duration doubled = SHORTEST.multipliedBy(1L << Math.min(tries - 1, MOST_DOUBLINGS));
    Duration most = max(SHORTEST, min(LONGEST_PAUSE, left.dividedBy(SHARE)));
    return Duration.ofMillis((long) (min(doubled, most).toMillis() * (0.5 + chance / 2)));
  }

  static Duration min(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? one : other;
  }

  static Duration max(Duration one, Duration other) {
    return one.compareTo(other) > 0 ? one : other;
  }
}
