package io.flocker.agent.unit;

import io.flocker.agent.half.Half;
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
 * Plans one unit with the planner that everyone uses, and keeps of the plan what waits for nobody:
 * no other node, and not the other half of this one. A worker does that, looks again, and plans
 * again; so it never sits and waits in the middle of a plan. Pure.
 */
final class UnitPlanner {

  private final Half half;
  private final UnitWish wish;
  private final List<String> waitsFor = new ArrayList<>();

  private UnitPlanner(Half half, UnitWish wish) {
    this.half = half;
    this.wish = wish;
  }

  /**
   * What {@code self} can do.
   *
   * @param observed what is here of the unit
   */
  static Outlook plan(Half half, NodeName self, UnitWish wish, NodeState observed) {
    SortedMap<NodeName, NodeState> nodes = new TreeMap<>(wish.others());
    nodes.put(self, observed.withKnown(wish.homes()));
    NodePlan plan = Planner.of(wish.configuration(), new ClusterState(nodes)).unitPlanFor(self);
    UnitPlanner planner = new UnitPlanner(half, wish);
    Plan now = planner.cut(plan.plan());
    if (!half.datasets()) {
      return new Outlook(now, planner.waitsFor, plan.refusals());
    }
    SnapshotSteps snapshots = SnapshotSteps.of(wish, observed);
    List<Problem> refusals = new ArrayList<>(plan.refusals());
    refusals.addAll(snapshots.refusals());
    return new Outlook(snapshots.beside(now), planner.waitsFor, refusals);
  }

  /** The plan up to, and without, the first step of each branch that must wait. */
  private Plan cut(Plan plan) {
    return switch (plan) {
      case Plan.Step step
          when step.action() instanceof Action.AwaitApplication await && runs(await) ->
          Plan.nothing();
      case Plan.Step step when !half.does(step.action()) -> Plan.nothing();
      case Plan.Step step
          when step.action() instanceof Action.CreateVolume create
              && wish.origin(create.dataset()).isPresent() ->
          new Plan.Step(clone(create, wish.origin(create.dataset()).get()), step.reason());
      case Plan.Step step -> {
        Optional<String> reason = waits(step.action());
        reason.filter(words -> !waitsFor.contains(words)).ifPresent(waitsFor::add);
        yield reason.isPresent() ? Plan.nothing() : withProperties(step);
      }
      case Plan.Sequence sequence -> cutSequence(sequence.steps());
      case Plan.Parallel parallel ->
          new Plan.Parallel(parallel.branches().stream().map(this::cut).toList());
    };
  }

  private Action clone(Action.CreateVolume create, WantedDataset.Origin origin) {
    return new Action.CloneVolume(
        create.dataset(),
        origin.dataset(),
        origin.snapshot(),
        create.maximumSize(),
        wish.properties(create.dataset()));
  }

  /** The planner does not know of options: they matter to nothing but the making of a volume. */
  private Plan.Step withProperties(Plan.Step step) {
    return step.action() instanceof Action.CreateVolume create
        ? new Plan.Step(
            new Action.CreateVolume(
                create.dataset(), create.maximumSize(), wish.properties(create.dataset())),
            step.reason())
        : step;
  }

  private Plan cutSequence(List<Plan> steps) {
    List<Plan> kept = new ArrayList<>();
    int before = waitsFor.size();
    for (int i = 0; i < steps.size(); i++) {
      kept.add(cut(steps.get(i)));
      if (waitsFor.size() > before) {
        break;
      }
      Optional<Action> others = ofTheOtherHalf(steps.get(i));
      if (others.isPresent()) {
        if (steps.subList(i + 1, steps.size()).stream().anyMatch(this::isWorkOfMine)) {
          waitsFor.add(PlanText.describe(others.get()) + " (the " + half.other() + " does that)");
        }
        break;
      }
    }
    return new Plan.Sequence(kept);
  }

  /** What the other half has to do before anything that follows. */
  private Optional<Action> ofTheOtherHalf(Plan plan) {
    return plan.allSteps()
        .map(Plan.Step::action)
        .filter(action -> !half.does(action) && !half.goesAheadOf(action))
        .findFirst();
  }

  private boolean isWorkOfMine(Plan plan) {
    return plan.allSteps()
        .map(Plan.Step::action)
        .anyMatch(action -> half.does(action) && !isAwait(action));
  }

  private static boolean isAwait(Action action) {
    return action instanceof Action.AwaitVolumes || action instanceof Action.AwaitApplication;
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
