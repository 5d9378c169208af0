package io.flocker.cli.ctl;

import io.flocker.cli.rest.EventStream;
import io.flocker.cli.rest.RestClient;
import io.flocker.cli.rest.ServerEvent;
import io.flocker.core.problem.Problem;
import io.flocker.core.problem.ProblemException;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/**
 * Wakes who waits as soon as the control service tells of an event that concerns it, and every so
 * often in any case: not all that can be seen is an event, and the stream can break.
 */
final class Changes implements AutoCloseable {

  private final Semaphore happened = new Semaphore(0);
  private final Thread reader;

  private Changes(RestClient client, Predicate<ServerEvent> concerns) {
    reader = Thread.ofVirtual().start(() -> read(client, concerns));
  }

  static Changes of(RestClient client, Predicate<ServerEvent> concerns) {
    return new Changes(client, concerns);
  }

  private void read(RestClient client, Predicate<ServerEvent> concerns) {
    try (EventStream events = client.events(Events.PATH, Optional.empty())) {
      // Something may have happened before the stream began.
      happened.release();
      for (Optional<ServerEvent> event = events.next(); event.isPresent(); event = events.next()) {
        if (concerns.test(event.get())) {
          happened.release();
        }
      }
    } catch (IOException | ProblemException e) {
      System.getLogger(Changes.class.getName())
          .log(System.Logger.Level.DEBUG, "no events; looking from time to time", e);
    }
  }

  /** Until something has happened, or at most for so long. */
  void await(Duration most) {
    try {
      if (happened.tryAcquire(most.toNanos(), TimeUnit.NANOSECONDS)) {
        happened.drainPermits();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ProblemException(
          new Problem(Problem.Kind.INTERNAL, "", "the wait was interrupted", ""), e);
    }
  }

  @Override
  public void close() {
    reader.interrupt();
  }
}
