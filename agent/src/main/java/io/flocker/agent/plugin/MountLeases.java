package io.flocker.agent.plugin;

import io.flocker.agent.unit.Retry;
import io.flocker.core.model.DatasetId;
import io.flocker.core.problem.ProblemException;
import io.flocker.protocol.v1.NamedVolume;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the leases at the control service as the mounts are in the ledger: one while there is a
 * mount, none afterwards. For each volume one thing at a time is asked. Safe for use by several
 * threads.
 */
final class MountLeases {

  private static final Logger LOG = LoggerFactory.getLogger(MountLeases.class);
  // Docker need not wait for it: it is told later if it cannot be told now.
  private static final Duration LEAVING = Duration.ofSeconds(3);
  // Somebody may be waiting for a lease to end; one that cannot be told at all is not asked often.
  private static final Retry CATCH_UP = new Retry(Duration.ofSeconds(1), Duration.ofSeconds(30));

  private final MountLedger ledger;
  private final ControlVolumes control;
  private final NodeVolumes.Times times;
  private final KeyedLocks<DatasetId> turns = new KeyedLocks<>();
  private final Set<DatasetId> leased = ConcurrentHashMap.newKeySet();
  private final CountDownLatch closed = new CountDownLatch(1);
  private final AtomicBoolean catchingUp = new AtomicBoolean();
  private final AtomicInteger inVain = new AtomicInteger();
  private final ScheduledExecutorService clock;

  /**
   * @param clock begins what is due later; stays the caller's
   */
  MountLeases(
      MountLedger ledger,
      ControlVolumes control,
      NodeVolumes.Times times,
      ScheduledExecutorService clock) {
    this.ledger = ledger;
    this.control = control;
    this.times = times;
    this.clock = clock;
  }

  /**
   * Takes the lease of a volume that is in the ledger. One that is used elsewhere is waited for a
   * while.
   *
   * @return why nobody answered; empty if it is taken
   * @throws ProblemException if it is refused
   */
  Optional<String> take(DatasetId dataset, String name, Deadline deadline) {
    Deadline patience = deadline.orIn(times.holder());
    while (true) {
      switch (ask(dataset, name, deadline)) {
        case Answer.Done<NamedVolume>(NamedVolume taken) -> {
          if (!taken.getDataset().equals(dataset.toString())) {
            // A control service of before 1.4 takes what has the name.
            throw VolumeProblems.refused(
                name,
                "it was replaced by another volume of this name, "
                    + taken.getDataset()
                    + ", while it was being mounted; try again");
          }
          return Optional.empty();
        }
        case Answer.Away<NamedVolume>(String why) -> {
          catchUpLater();
          return Optional.of(why);
        }
        case Answer.Busy<NamedVolume>(String why) -> {
          if (patience.isOver() || isClosed(patience.left(times.askAgain()))) {
            throw VolumeProblems.refused(name, why);
          }
        }
        case Answer.Missing<NamedVolume>(String why) -> throw VolumeProblems.refused(name, why);
        case Answer.Refused<NamedVolume>(String why) -> throw VolumeProblems.refused(name, why);
      }
    }
  }

  /** As {@link #take}; a control service that is there and has only been slow is asked again. */
  Optional<String> insist(DatasetId dataset, String name, Deadline deadline) {
    Optional<String> away = take(dataset, name, deadline);
    while (away.isPresent()
        && !deadline.isOver()
        && control.isThere(deadline)
        && !isClosed(deadline.left(times.askAgain()))) {
      away = take(dataset, name, deadline);
    }
    return away;
  }

  private Answer<NamedVolume> ask(DatasetId dataset, String name, Deadline deadline) {
    Optional<KeyedLocks.Held> turn = turns.hold(dataset, deadline);
    if (turn.isEmpty()) {
      return new Answer.Away<>("the control service is still being asked about this volume");
    }
    try (KeyedLocks.Held _ = turn.get()) {
      if (!isMounted(dataset)) {
        // Its last mount has ended, and its lease with it: one of now would stay for ever.
        return new Answer.Missing<>("it was unmounted while it was being mounted");
      }
      Answer<NamedVolume> answer = control.take(name, dataset, deadline.left(times.question()));
      if (answer instanceof Answer.Done<NamedVolume>(NamedVolume taken)
          && taken.getDataset().equals(dataset.toString())) {
        leased.add(dataset);
      }
      return answer;
    }
  }

  private boolean isMounted(DatasetId dataset) {
    return ledger.entry(dataset).filter(entry -> !entry.mounts().isEmpty()).isPresent();
  }

  private boolean isClosed(Duration pause) {
    try {
      return closed.await(pause.toNanos(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return true;
    }
  }

  /** Undoes one mount, unless it was asked for again meanwhile. */
  void giveBack(DatasetId dataset, MountLedger.Mount mount) {
    end(dataset, mount::equals, Deadline.in(LEAVING));
  }

  /** Ends mounts of a volume; with the last of them its lease ends. */
  void end(DatasetId dataset, Predicate<MountLedger.Mount> which, Deadline deadline) {
    if (ledger.remove(dataset, which)) {
      leaveIfUnused(dataset, deadline);
    }
  }

  /** Ends the lease of a volume that has no mounts; if nobody answers, that is done later. */
  void leaveIfUnused(DatasetId dataset, Deadline deadline) {
    Optional<KeyedLocks.Held> turn = turns.hold(dataset, deadline);
    if (turn.isEmpty()) {
      catchUpLater();
      return;
    }
    try (KeyedLocks.Held _ = turn.get()) {
      if (ledger.entry(dataset).filter(entry -> entry.mounts().isEmpty()).isPresent()) {
        leave(dataset, deadline.left(LEAVING));
      }
    }
  }

  private void leave(DatasetId dataset, Duration patience) {
    leased.remove(dataset);
    switch (control.leave(dataset, patience)) {
      case Answer.Done<Boolean> _ -> ledger.left(dataset);
      case Answer.Missing<Boolean> _ -> ledger.left(dataset);
      case Answer.Away<Boolean>(String why) -> endsLater(dataset, why);
      case Answer.Busy<Boolean>(String why) -> endsLater(dataset, why);
      case Answer.Refused<Boolean>(String why) -> endsLater(dataset, why);
    }
  }

  private void endsLater(DatasetId dataset, String why) {
    LOG.info("the lease of dataset {} ends later: {}", dataset, why);
    catchUpLater();
  }

  /** Tells the control service what it has not heard, now that it is there. */
  void catchUp() {
    for (MountLedger.Entry entry : ledger.entries()) {
      if (entry.mounts().isEmpty()) {
        leaveIfUnused(entry.dataset(), Deadline.in(times.question()));
      } else if (entry.isHeld() && !leased.contains(entry.dataset())) {
        takeLate(entry);
      }
    }
  }

  private void takeLate(MountLedger.Entry entry) {
    Optional<String> trouble =
        switch (ask(entry.dataset(), entry.name(), Deadline.in(times.question()))) {
          case Answer.Done<NamedVolume> _ -> Optional.empty();
          case Answer.Missing<NamedVolume>(String why) -> Optional.of(why);
          case Answer.Busy<NamedVolume>(String why) -> Optional.of(why);
          case Answer.Refused<NamedVolume>(String why) -> Optional.of(why);
          case Answer.Away<NamedVolume>(String why) -> Optional.of(why);
        };
    trouble
        .filter(_ -> isMounted(entry.dataset()))
        .ifPresent(why -> {
          LOG.warn("volume {} is mounted on this node without a lease: {}", entry.name(), why);
          catchUpLater();
        });
  }

  /** It is told when the control service is back; this is for answers that were lost. */
  private void catchUpLater() {
    if (!catchingUp.getAndSet(true)) {
      try {
        ScheduledFuture<?> _ =
            clock.schedule(
                () -> {
                  catchingUp.set(false);
                  Thread _ = Thread.ofVirtual().name("leases").start(this::catchUpIfThere);
                },
                CATCH_UP
                    .after(inVain.get() + 1, RandomGenerator.getDefault().nextDouble())
                    .toMillis(),
                TimeUnit.MILLISECONDS);
      } catch (RejectedExecutionException e) {
        LOG.debug("the agent is shutting down", e);
      }
    }
  }

  private void catchUpIfThere() {
    if (control.isThere(Deadline.in(Duration.ZERO))) {
      int _ = inVain.incrementAndGet();
      catchUp();
      if (!catchingUp.get()) {
        inVain.set(0);
      }
    }
  }

  /** Ends waits. */
  void close() {
    closed.countDown();
  }
}
