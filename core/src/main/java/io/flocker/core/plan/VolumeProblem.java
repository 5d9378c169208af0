package io.flocker.core.plan;

import io.flocker.core.model.DatasetId;
import io.flocker.core.model.NodeName;
import io.flocker.core.model.Volume;
import io.flocker.core.plan.ClusterView.Home;
import io.flocker.core.plan.ClusterView.Placement;
import io.flocker.core.problem.Problem;
import java.util.Optional;

/** Why a dataset cannot be where it is wanted. */
final class VolumeProblem {

  private VolumeProblem() {}

  /** For a dataset that is wanted by itself. */
  static Optional<Problem> of(ClusterView view, Home home) {
    DatasetId dataset = home.dataset().id();
    if (!view.isMember(home.node())) {
      return Optional.of(notReported(home.node(), "dataset " + dataset));
    }
    return of(view, dataset, home.node(), "");
  }

  /** For a volume of an application, on a node that has reported. */
  static Optional<Problem> of(ClusterView view, Placement placement, Volume volume) {
    return of(view, volume.dataset(), placement.node(), " of application " + placement.name());
  }

  /** For what is wanted on a node whose state is not known. */
  static Problem notReported(NodeName node, String what) {
    return new Problem(
        Problem.Kind.TRANSPORT,
        "node " + node,
        "it has not reported its state, so " + what + " cannot be placed there",
        "make the node reachable and deploy again");
  }

  private static Optional<Problem> of(
      ClusterView view, DatasetId dataset, NodeName node, String whose) {
    return switch (view.ownership(dataset).orElse(null)) {
      case null -> Optional.empty();
      case Ownership.Unclear(Problem problem) ->
          Optional.of(
              new Problem(
                  problem.kind(), problem.where() + whose, problem.what(), problem.remedy()));
      case Ownership.Owned owned -> driver(view, dataset, owned.node(), node, whose);
    };
  }

  private static Optional<Problem> driver(
      ClusterView view, DatasetId dataset, NodeName owner, NodeName node, String whose) {
    String from = view.state(owner).driver();
    String to = view.state(node).driver();
    if (from.equals(to)) {
      return Optional.empty();
    }
    return Optional.of(
        new Problem(
            Problem.Kind.STORAGE,
            "dataset " + dataset + whose,
            "it cannot move from node %s to node %s: one keeps volumes with %s, the other with %s"
                .formatted(owner, node, from, to),
            "place it on a node with " + from));
  }
}
