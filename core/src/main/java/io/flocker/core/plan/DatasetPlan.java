package io.flocker.core.plan;

import io.flocker.core.model.Dataset;
import io.flocker.core.model.DatasetId;
import io.flocker.core.model.NodeName;
import io.flocker.core.plan.ClusterView.Home;
import io.flocker.core.plan.Plan.Step;
import io.flocker.core.problem.Problem;
import java.util.List;
import java.util.Optional;

/** What one node does about a dataset that is wanted by itself, not by an application. */
final class DatasetPlan {

  private DatasetPlan() {}

  /** Makes its chain; returns why nothing is done about it, if that is so. */
  static Optional<Problem> plan(ClusterView view, NodeName self, Home home, Chain chain) {
    Optional<Problem> problem = VolumeProblem.of(view, home);
    if (problem.isEmpty()) {
      Optional<Ownership> ownership = view.ownership(home.dataset().id());
      if (home.node().equals(self)) {
        arrive(view, self, home.dataset(), ownership, chain);
      } else if (ownership.orElse(null) instanceof Ownership.Owned owned
          && owned.node().equals(self)) {
        leave(view, self, home, owned, chain);
      }
    }
    return problem;
  }

  private static void arrive(
      ClusterView view,
      NodeName self,
      Dataset dataset,
      Optional<Ownership> ownership,
      Chain chain) {
    DatasetId id = dataset.id();
    switch (ownership.orElse(null)) {
      case null ->
          chain
              .volumes()
              .add(
                  new Step(
                      new Action.CreateVolume(id, dataset.maximumSize()),
                      "wanted on this node; it has never existed"));
      case Ownership.Owned owned when owned.node().equals(self) ->
          new VolumeSteps(view, self, chain).keep(id, dataset.maximumSize(), owned);
      case Ownership.Owned owned ->
          chain
              .volumes()
              .add(
                  new Step(
                      new Action.AwaitVolumes(Optional.empty(), List.of(id), owned.node()),
                      "owned by node " + owned.node() + " until it has moved here"));
      case Ownership.Unclear unclear ->
          throw new IllegalStateException("not refused before: " + unclear.problem());
    }
  }

  private static void leave(
      ClusterView view, NodeName self, Home home, Ownership.Owned owned, Chain chain) {
    Dataset dataset = home.dataset();
    Action.Transfer transfer =
        new VolumeSteps(view, self, chain)
            .handOver(dataset.id(), dataset.maximumSize(), owned, home.node(), false);
    chain.setMove(
        new Action.MoveVolumes(Optional.empty(), List.of(transfer), home.node()),
        "dataset " + dataset.id() + " is wanted on node " + home.node());
  }
}
