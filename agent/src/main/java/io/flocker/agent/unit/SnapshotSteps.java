package io.flocker.agent.unit;

import io.flocker.core.model.DatasetId;
import io.flocker.core.model.UserSnapshot;
import io.flocker.core.plan.Action;
import io.flocker.core.plan.Plan;
import io.flocker.core.problem.Problem;
import io.flocker.core.state.NodeState;
import io.flocker.core.state.ObservedVolume;
import io.flocker.wire.WantedDataset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What this node does about snapshots that somebody asked for: takes those that are missing of
 * volumes that it owns and that are live, removes from any copy those that nobody wants any more.
 * Made for one plan.
 */
final class SnapshotSteps {

  private final NodeState observed;
  private final List<Plan> takes = new ArrayList<>();
  private final List<Plan> removals = new ArrayList<>();
  private final List<Problem> refusals = new ArrayList<>();

  private SnapshotSteps(NodeState observed) {
    this.observed = observed;
  }

  static SnapshotSteps of(UnitWish wish, NodeState observed) {
    SnapshotSteps steps = new SnapshotSteps(observed);
    wish.snapshots()
        .forEach((dataset, wanted) ->
            observed.volume(dataset).ifPresent(copy -> steps.add(dataset, wanted, copy)));
    return steps;
  }

  private void add(DatasetId dataset, WantedDataset.Snapshots wanted, ObservedVolume copy) {
    for (UserSnapshot snapshot : wanted.remove()) {
      if (copy.snapshot(snapshot).isPresent()) {
        removals.add(
            new Plan.Step(
                new Action.RemoveSnapshot(dataset, snapshot), "nobody wants it any more"));
      }
    }
    List<UserSnapshot> missing =
        wanted.take().stream().filter(snapshot -> copy.snapshot(snapshot).isEmpty()).toList();
    if (missing.isEmpty() || !isOwnedAndLive(copy)) {
      return;
    }
    if (observed.liveTransfer()) {
      missing.forEach(snapshot ->
          takes.add(
              new Plan.Step(
                  new Action.TakeSnapshot(dataset, snapshot), "it was asked for and not there")));
    } else {
      refusals.add(
          new Problem(
              Problem.Kind.STORAGE,
              "dataset " + dataset,
              "the "
                  + observed.driver()
                  + " backend cannot take a snapshot of a volume in use, as was asked for: "
                  + missing.getFirst(),
              "delete the snapshot, or have the dataset on nodes with the btrfs or zfs backend"));
    }
  }

  private boolean isOwnedAndLive(ObservedVolume copy) {
    return copy.record().isWritableOn(observed.id()) && copy.writable();
  }

  /** Why a snapshot is not taken and will not be. */
  List<Problem> refusals() {
    return refusals;
  }

  /**
   * A plan with these steps beside the others, so that neither keeps the other from succeeding.
   * While a volume is on its way to another node it is left alone: the snapshot is taken there.
   */
  Plan beside(Plan plan) {
    boolean moves =
        plan.allSteps().map(Plan.Step::action).anyMatch(Action.MoveVolumes.class::isInstance);
    List<Plan> branches = new ArrayList<>();
    Optional.of(plan).filter(others -> !others.isEmpty()).ifPresent(branches::add);
    if (!moves) {
      add(branches, removals);
      add(branches, takes);
    }
    return switch (branches.size()) {
      case 0 -> Plan.nothing();
      case 1 -> branches.getFirst();
      default -> new Plan.Parallel(branches);
    };
  }

  private static void add(List<Plan> branches, List<Plan> steps) {
    if (!steps.isEmpty()) {
      branches.add(new Plan.Sequence(steps));
    }
  }
}
