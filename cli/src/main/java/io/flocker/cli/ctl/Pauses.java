package io.flocker.cli.ctl;

import io.flocker.core.problem.Problem;
import io.flocker.core.problem.ProblemException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Ever longer pauses between tries of something that may take a while to come back. */
final class Pauses {

  private static final Duration FIRST = Duration.ofMillis(100);
  private static final Duration LONGEST = Duration.ofSeconds(5);

  private Duration next = FIRST;

  /** It has worked: the next pause is a short one. */
  void reset() {
    next = FIRST;
  }

  void pause() {
    try {
      boolean _ = new CountDownLatch(1).await(next.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ProblemException(
          new Problem(Problem.Kind.INTERNAL, "", "the wait was interrupted", ""), e);
    }
    Duration doubled = next.multipliedBy(2);
    next = doubled.compareTo(LONGEST) < 0 ? doubled : LONGEST;
  }
}
