package io.flocker.agent.unit;

import io.flocker.core.model.NodeName;
import io.flocker.core.plan.Action;
import io.flocker.core.plan.NodePlan;
import io.flocker.core.plan.Plan;
import io.flocker.core.plan.PlanText;
import io.flocker.core.plan.Planner;
import io.flocker.core.problem.Problem;
import io.flocker.core.state.ClusterState;
import io.flocker.core.state.NodeState;
import io.flocker.core.state.ObservedContainer;
import io.flocker.wire.WantedDataset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Plans one unit with the planner that everyone uses, and keeps of the plan what waits for nobody.
 * A worker does that, looks again, and plans again; so it never sits and waits in the middle of a
 * plan. Pure.
 */
final class UnitPlanner {

  private final UnitWish wish;
  private final List<String> waitsFor = new ArrayList<>();

  private UnitPlanner(UnitWish wish) {
    this.wish = wish;
  }

  /**
   * What {@code self} can do.
   *
   * @param observed what is here of the unit
   */
  static Outlook plan(NodeName self, UnitWish wish, NodeState observed) {
    SortedMap<NodeName, NodeState> nodes = new TreeMap<>(wish.others());
    nodes.put(self, observed.withKnown(wish.homes()));
    NodePlan plan = Planner.of(wish.configuration(), new ClusterState(nodes)).unitPlanFor(self);
    UnitPlanner planner = new UnitPlanner(wish);
    SnapshotSteps snapshots = SnapshotSteps.of(wish, observed);
    List<Problem> refusals = new ArrayList<>(plan.refusals());
    refusals.addAll(snapshots.refusals());
    return new Outlook(snapshots.beside(planner.cut(plan.plan())), planner.waitsFor, refusals);
  }

  /** The plan up to, and without, the first step of each branch that must wait. */
  private Plan cut(Plan plan) {
    return switch (plan) {
      case Plan.Step step
          when step.action() instanceof Action.AwaitApplication await && runs(await) ->
          Plan.nothing();
      case Plan.Step step
          when step.action() instanceof Action.CreateVolume create
              && wish.origin(create.dataset()).isPresent() ->
          new Plan.Step(clone(create, wish.origin(create.dataset()).get()), step.reason());
      case Plan.Step step -> {
        Optional<String> reason = waits(step.action());
        reason.filter(words -> !waitsFor.contains(words)).ifPresent(waitsFor::add);
        yield reason.isPresent() ? Plan.nothing() : step;
      }
      case Plan.Sequence sequence -> cutSequence(sequence.steps());
      case Plan.Parallel parallel ->
          new Plan.Parallel(parallel.branches().stream().map(this::cut).toList());
    };
  }

  private static Action clone(Action.CreateVolume create, WantedDataset.Origin origin) {
    return new Action.CloneVolume(
        create.dataset(), origin.dataset(), origin.snapshot(), create.maximumSize());
  }

  private Plan cutSequence(List<Plan> steps) {
    List<Plan> kept = new ArrayList<>();
    int before = waitsFor.size();
    for (Plan step : steps) {
      kept.add(cut(step));
      if (waitsFor.size() > before) {
        break;
      }
    }
    return new Plan.Sequence(kept);
  }

  private boolean runs(Action.AwaitApplication await) {
    return Optional.ofNullable(wish.others().get(await.node()))
        .flatMap(node -> node.container(await.application()))
        .filter(ObservedContainer::running)
        .filter(container -> container.specification().equals(await.specification()))
        .isPresent();
  }

  private Optional<String> waits(Action action) {
    return switch (action) {
      case Action.AwaitVolumes _, Action.AwaitApplication _ ->
          Optional.of(PlanText.describe(action));
      case Action.CreateVolume create when !wish.grants().contains(create.dataset()) ->
          Optional.of(
              "leave to create volume "
                  + create.dataset()
                  + ": the control service gives it once it is certain that no other node has one");
      default -> Optional.empty();
    };
  }
}
