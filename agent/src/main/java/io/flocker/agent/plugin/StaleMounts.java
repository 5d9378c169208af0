package io.flocker.agent.plugin;

import io.flocker.core.problem.ProblemException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends mounts that nobody will: a Docker that was killed does not know of them any more. What it
 * had mounted before it began anew, and no container uses some time after, is one of them.
 */
final class StaleMounts {

  /** Longer than Docker takes from a mount to the container that runs on it. */
  static final Duration GRACE = Duration.ofMinutes(3);

  private static final Logger LOG = LoggerFactory.getLogger(StaleMounts.class);
  private static final Duration ENDING = Duration.ofSeconds(10);

  /** A mount and its volume. */
  private record Suspect(MountLedger.Entry entry, MountLedger.Mount mount) {}

  private final MountLedger ledger;
  private final MountLeases leases;
  private final LocalVolumes local;
  private final Duration grace;
  private final ScheduledExecutorService clock;

  /**
   * @param clock begins what is due later; stays the caller's
   */
  StaleMounts(
      MountLedger ledger,
      MountLeases leases,
      LocalVolumes local,
      Duration grace,
      ScheduledExecutorService clock) {
    this.ledger = ledger;
    this.leases = leases;
    this.local = local;
    this.grace = grace;
    this.clock = clock;
  }

  /** Docker, or this agent, has begun anew. */
  void engineBegan() {
    List<Suspect> suspects = new ArrayList<>();
    for (MountLedger.Entry entry : ledger.entries()) {
      entry.mounts().stream()
          .filter(MountLedger.Mount::held)
          .forEach(mount -> suspects.add(new Suspect(entry, mount)));
    }
    if (suspects.isEmpty()) {
      return;
    }
    try {
      ScheduledFuture<?> _ =
          clock.schedule(
              () -> {
                Thread _ = Thread.ofVirtual().name("mounts").start(() -> end(suspects));
              },
              grace.toMillis(),
              TimeUnit.MILLISECONDS);
    } catch (RejectedExecutionException e) {
      LOG.debug("the agent is shutting down", e);
    }
  }

  private void end(List<Suspect> suspects) {
    Set<String> used;
    try {
      used = local.usedByContainers();
    } catch (ProblemException e) {
      LOG.info("what Docker has mounted counts as used: {}", e.getMessage());
      return;
    }
    for (Suspect suspect : suspects) {
      if (!used.contains(suspect.entry().name())) {
        LOG.info(
            "volume {} was mounted since {} and no container uses it: that mount has ended",
            suspect.entry().name(),
            suspect.mount().since());
        leases.end(suspect.entry().dataset(), suspect.mount()::equals, Deadline.in(ENDING));
      }
    }
  }
}
