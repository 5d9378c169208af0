package io.flocker.agent.unit;

import io.flocker.core.model.DatasetId;
import io.flocker.core.model.NodeName;
import io.flocker.core.plan.Action;
import io.flocker.core.plan.NodePlan;
import io.flocker.core.plan.Plan;
import io.flocker.core.plan.PlanText;
import io.flocker.core.plan.Planner;
import io.flocker.core.state.ClusterState;
import io.flocker.core.state.NodeState;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Plans one unit with the planner that everyone uses, and keeps of the plan what waits for nobody.
 * A worker does that, looks again, and plans again; so it never sits and waits in the middle of a
 * plan. Pure.
 */
final class UnitPlanner {

  private final Set<DatasetId> grants;
  private final List<String> waitsFor = new ArrayList<>();

  private UnitPlanner(Set<DatasetId> grants) {
    this.grants = grants;
  }

  /**
   * What {@code self} can do.
   *
   * @param observed what is here of the unit
   */
  static Outlook plan(NodeName self, UnitWish wish, NodeState observed) {
    SortedMap<NodeName, NodeState> nodes = new TreeMap<>(wish.others());
    nodes.put(self, withHomes(observed, wish));
    NodePlan plan = Planner.of(wish.configuration(), new ClusterState(nodes)).unitPlanFor(self);
    UnitPlanner planner = new UnitPlanner(wish.grants());
    return new Outlook(planner.cut(plan.plan()), planner.waitsFor, plan.refusals());
  }

  private static NodeState withHomes(NodeState state, UnitWish wish) {
    return new NodeState(
        state.id(),
        state.driver(),
        state.liveTransfer(),
        state.containersHaveIpv6(),
        state.containers(),
        state.volumes(),
        state.images(),
        state.routes(),
        state.openPorts(),
        state.usedPorts(),
        wish.homes());
  }

  /** The plan up to, and without, the first step of each branch that must wait. */
  private Plan cut(Plan plan) {
    return switch (plan) {
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

  private Optional<String> waits(Action action) {
    return switch (action) {
      case Action.AwaitVolumes _, Action.AwaitApplication _ ->
          Optional.of(PlanText.describe(action));
      case Action.CreateVolume create when !grants.contains(create.dataset()) ->
          Optional.of(
              "leave to create volume "
                  + create.dataset()
                  + ": the control service gives it once it is certain that no other node has one");
      default -> Optional.empty();
    };
  }
}
