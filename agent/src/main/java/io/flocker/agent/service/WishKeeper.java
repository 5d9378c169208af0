package io.flocker.agent.service;

import io.flocker.agent.uplink.KeptWishes;
import io.flocker.agent.uplink.Uplink;
import io.flocker.core.problem.ProblemException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps in a file what was wanted last, for a start while the control service is away. Safe for use
 * by several threads.
 */
final class WishKeeper {

  private static final Logger LOG = LoggerFactory.getLogger(WishKeeper.class);

  /** Short: an agent that is killed meanwhile, and begins anew cut off, acts on what was before. */
  private static final Duration KEEP_AFTER = Duration.ofMillis(50);

  private final Path file;
  private final ScheduledExecutorService thread;
  private final AtomicBoolean keeping = new AtomicBoolean();

  /**
   * @param thread writes; stays the caller's
   */
  WishKeeper(Path file, ScheduledExecutorService thread) {
    this.file = file;
    this.thread = thread;
  }

  /** Tells the uplink what was wanted. */
  void recall(Uplink uplink) {
    try {
      KeptWishes.read(file).ifPresent(uplink::recall);
    } catch (ProblemException e) {
      LOG.warn("{}", e.getMessage());
    }
  }

  /** Changes come in swarms; one file for each swarm is enough. */
  void keepSoon(Uplink uplink) {
    if (!keeping.getAndSet(true)) {
      try {
        ScheduledFuture<?> _ =
            thread.schedule(() -> keep(uplink), KEEP_AFTER.toMillis(), TimeUnit.MILLISECONDS);
      } catch (RejectedExecutionException e) {
        LOG.debug("the agent is shutting down", e);
      }
    }
  }

  private void keep(Uplink uplink) {
    keeping.set(false);
    try {
      uplink.keep().ifPresent(kept -> kept.write(file));
    } catch (ProblemException e) {
      LOG.warn("{}", e.getMessage());
    }
  }
}
