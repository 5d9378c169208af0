package io.flocker.agent.plugin;

import io.flocker.core.model.DatasetId;
import io.flocker.core.problem.ProblemException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends mounts that nobody will. A Docker that was killed does not know of them any more; and where
 * the agent was killed while it answered, Docker repeats the call without its body, so that nobody
 * knows what was to be unmounted. What was mounted before either began anew is looked at twice.
 */
final class StaleMounts {

  /**
   * When what was mounted before has ended.
   *
   * @param nameless when no container has the volume, running or not: Docker lists a container
   *     before it mounts what that needs, and until it has unmounted it
   * @param unused when no running container has it: longer than Docker takes from a mount to the
   *     container that runs on it
   */
  record Times(Duration nameless, Duration unused) {

    static final Times STANDARD = new Times(Duration.ofSeconds(10), Duration.ofMinutes(3));
  }

  private static final Logger LOG = LoggerFactory.getLogger(StaleMounts.class);
  private static final Duration ENDING = Duration.ofSeconds(10);

  /** A mount and its volume. */
  private record Suspect(MountLedger.Entry entry, MountLedger.Mount mount) {}

  private final MountLedger ledger;
  private final MountLeases leases;
  private final LocalVolumes local;
  private final Times times;
  private final ScheduledExecutorService clock;

  /**
   * @param clock begins what is due later; stays the caller's
   */
  StaleMounts(
      MountLedger ledger,
      MountLeases leases,
      LocalVolumes local,
      Times times,
      ScheduledExecutorService clock) {
    this.ledger = ledger;
    this.leases = leases;
    this.local = local;
    this.times = times;
    this.clock = clock;
  }

  /** Docker, or this agent, has begun anew. */
  void engineBegan() {
    List<Suspect> suspects = ledger.entries().stream().flatMap(StaleMounts::held).toList();
    if (suspects.isEmpty()) {
      return;
    }
    later(times.nameless(), suspects, "has it", local::namedByContainers);
    later(times.unused(), suspects, "runs on it", local::usedByContainers);
  }

  /**
   * A mount of a volume has ended. While it was there, what is left of others could not be told
   * from it.
   */
  void unmounted(DatasetId dataset) {
    List<Suspect> suspects = ledger.entry(dataset).stream().flatMap(StaleMounts::held).toList();
    if (!suspects.isEmpty()) {
      later(times.nameless(), suspects, "has it", local::namedByContainers);
    }
  }

  private static Stream<Suspect> held(MountLedger.Entry entry) {
    return entry.mounts().stream()
        .filter(MountLedger.Mount::held)
        .map(mount -> new Suspect(entry, mount));
  }

  private void later(
      Duration delay, List<Suspect> suspects, String how, Supplier<Set<String>> containers) {
    try {
      ScheduledFuture<?> _ =
          clock.schedule(
              () -> {
                Thread _ =
                    Thread.ofVirtual().name("mounts").start(() -> end(suspects, how, containers));
              },
              delay.toMillis(),
              TimeUnit.MILLISECONDS);
    } catch (RejectedExecutionException e) {
      LOG.debug("the agent is shutting down", e);
    }
  }

  private void end(List<Suspect> suspects, String how, Supplier<Set<String>> containers) {
    Set<String> used;
    try {
      used = containers.get();
    } catch (ProblemException e) {
      LOG.info("what Docker has mounted counts as used: {}", e.getMessage());
      return;
    }
    for (Suspect suspect : suspects) {
      boolean isLeft =
          ledger
              .entry(suspect.entry().dataset())
              .filter(now -> now.mounts().contains(suspect.mount()))
              .isPresent();
      if (isLeft && !used.contains(suspect.entry().name())) {
        LOG.info(
            "volume {} was mounted since {} and no container {}: that mount has ended",
            suspect.entry().name(),
            suspect.mount().since(),
            how);
        leases.end(suspect.entry().dataset(), suspect.mount()::equals, Deadline.in(ENDING));
      }
    }
  }
}
