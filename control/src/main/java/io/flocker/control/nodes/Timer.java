package io.flocker.control.nodes;

import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One thread that does small things later. What fails is told, and fails alone. */
final class Timer implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Timer.class);

  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().name("node-protocol-timer").daemon().factory());

  void after(Duration pause, Runnable action) {
    try {
      ScheduledFuture<?> _ =
          thread.schedule(guarded(action), pause.toNanos(), TimeUnit.NANOSECONDS);
    } catch (RejectedExecutionException e) {
      LOG.debug("the node protocol is shutting down", e);
    }
  }

  void every(Duration pause, Runnable action) {
    ScheduledFuture<?> _ =
        thread.scheduleWithFixedDelay(
            guarded(action), pause.toNanos(), pause.toNanos(), TimeUnit.NANOSECONDS);
  }

  private static Runnable guarded(Runnable action) {
    return () -> {
      try {
        action.run();
      } catch (RuntimeException e) {
        LOG.error("a defect in what the node protocol does from time to time", e);
      }
    };
  }

  @Override
  public void close() {
    thread.shutdownNow();
  }
}
