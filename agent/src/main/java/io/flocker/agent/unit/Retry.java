package io.flocker.agent.unit;

import java.time.Duration;

/**
 * When to try again what failed: soon at first, then ever later, and never at the same moment as
 * others.
 *
 * @param first the pause after the first failure
 * @param longest no pause is longer, but for the spread
 */
public record Retry(Duration first, Duration longest) {

  /** What an agent does unless told otherwise. */
  public static final Retry STANDARD = new Retry(Duration.ofMillis(200), Duration.ofSeconds(30));

  private static final double SPREAD = 0.2;
  private static final int MANY = 30;

  /**
   * The pause after so many failures in a row.
   *
   * @param chance from 0 to 1, where in the spread of a fifth to either side
   */
  public Duration after(int failures, double chance) {
    double factor = Math.scalb(1.0, Math.min(failures - 1, MANY));
    double millis = Math.min(first.toMillis() * factor, (double) longest.toMillis());
    return Duration.ofMillis((long) (millis * (1 - SPREAD + 2 * SPREAD * chance)));
  }
}
