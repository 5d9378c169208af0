package io.flocker.agent.renewal;

import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs a renewal whenever it wants to be run. Safe for use by several threads. */
public final class RenewalThread implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(RenewalThread.class);

  private final CertificateRenewal renewal;
  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().name("certificate").daemon(true).factory());

  private RenewalThread(CertificateRenewal renewal) {
    this.renewal = renewal;
  }

  /** Runs it for the first time soon. */
  public static RenewalThread start(CertificateRenewal renewal) {
    RenewalThread started = new RenewalThread(renewal);
    started.again(Duration.ZERO);
    return started;
  }

  private void again(Duration pause) {
    try {
      ScheduledFuture<?> _ = thread.schedule(this::run, pause.toMillis(), TimeUnit.MILLISECONDS);
    } catch (RejectedExecutionException e) {
      LOG.debug("the agent is shutting down", e);
    }
  }

  private void run() {
    Duration pause = RenewalTimes.LONGEST;
    try {
      pause = renewal.step();
    } catch (RuntimeException e) {
      // It must not be the last look.
      LOG.error("a defect, while renewing the certificate of this node", e);
    }
    again(pause);
  }

  @Override
  public void close() {
    thread.shutdownNow();
  }
}
