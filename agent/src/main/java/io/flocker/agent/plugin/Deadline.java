package io.flocker.agent.plugin;

import java.time.Duration;

/**
 * Until when something may take.
 *
 * @param nanos by the clock of {@link System#nanoTime}
 */
record Deadline(long nanos) {

  static Deadline in(Duration patience) {
    return new Deadline(System.nanoTime() + patience.toNanos());
  }

  /** What is left; never negative. */
  Duration left() {
    return Duration.ofNanos(Math.max(0, nanos - System.nanoTime()));
  }

  /** What is left, or {@code most} if that is less. */
  Duration left(Duration most) {
    Duration left = left();
    return left.compareTo(most) < 0 ? left : most;
  }

  boolean isOver() {
    return left().isZero();
  }

  /** The same but that much earlier. */
  Deadline minus(Duration reserve) {
    return new Deadline(nanos - reserve.toNanos());
  }

  /** This or one in {@code patience}, whichever comes first. */
  Deadline orIn(Duration patience) {
    return in(left(patience));
  }
}
