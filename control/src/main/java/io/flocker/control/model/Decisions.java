package io.flocker.control.model;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What becomes of a command: a pure function of what is wanted now, the command and the time. It
 * never searches through all objects, so its cost does not grow with their number.
 */
public final class Decisions {

  private Decisions() {}

  /**
   * Decides on {@code command}.
   *
   * @param condition what the caller must have seen; looked at before everything else
   * @param time now
   */
  public static Decision decide(
      ClusterConfiguration now, Command command, Condition condition, Instant time) {
    Optional<Refusal> unseen = condition.refusal(now, command);
    return unseen.isPresent() ? new Decision.Refused(unseen.get()) : decide(now, command, time);
  }

  static Decision decide(ClusterConfiguration now, Command command, Instant time) {
    try {
      return switch (command) {
        case Command.OnDataset about -> new DatasetDecisions(now, time).decide(about);
        case VolumeCommand about -> new VolumeDecisions(now, time).decide(about);
        case Command.PurgeDatasets purge -> new DatasetDecisions(now, time).purge(purge);
        case Command.OnSnapshots about -> new SnapshotDecisions(now, time).decide(about);
        case Command.OnContainer about -> new ContainerDecisions(now, time).decide(about);
        case Command.OnLease about -> new LeaseDecisions(now, time).decide(about);
        case Command.ExpireLeases _ -> new LeaseDecisions(now, time).expire();
        case Command.OnNode about -> new NodeDecisions(now, time).decide(about);
        case Command.OnHome about -> HomeDecisions.decide(now, about);
        case Command.Together together -> together(now, together, time);
      };
    } catch (Refused refused) {
      return new Decision.Refused(refused.refusal);
    }
  }

  private static Decision together(
      ClusterConfiguration now, Command.Together together, Instant time) {
    List<Change> changes = new ArrayList<>();
    ClusterConfiguration soFar = now;
    for (Command command : together.commands()) {
      switch (decide(soFar, command, time)) {
        case Decision.Accepted accepted -> {
          changes.addAll(accepted.changes());
          soFar = soFar.at(now.revision(), accepted.changes());
        }
        case Decision.Refused refused -> {
          return refused;
        }
      }
    }
    return new Decision.Accepted(changes, Optional.empty(), false);
  }

  /** Leaves a rule from where it is broken; never leaves this package. */
  static final class Refused extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient Refusal refusal;

    Refused(RefusalCode code, String description) {
      this(Refusal.of(code, description));
    }

    Refused(Refusal refusal) {
      super(refusal.description(), null, false, false);
      this.refusal = refusal;
    }
  }
}
