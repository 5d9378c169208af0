package io.flocker.core.plan;

import io.flocker.core.model.Configuration;
import io.flocker.core.model.NodeName;
import io.flocker.core.state.ClusterState;

/**
 * Says what each node has to do so that the cluster becomes what the configuration says. Pure: the
 * same inputs give the same plan, and a cluster that is as wanted gives empty plans.
 *
 * <p>All nodes of a deployment must be planned from the same inputs, because their plans wait for
 * each other: what one awaits, another one does.
 */
public final class Planner {

  private final ClusterView view;

  private Planner(ClusterView view) {
    this.view = view;
  }

  /** A planner for any of the nodes of {@code cluster}; what they share is worked out once. */
  public static Planner of(Configuration configuration, ClusterState cluster) {
    return new Planner(ClusterView.of(configuration, cluster));
  }

  /** The plan of one node only. */
  public static NodePlan plan(Configuration configuration, ClusterState cluster, NodeName self) {
    return of(configuration, cluster).planFor(self);
  }

  /**
   * The plan of {@code self}; empty for a node that the configuration does not speak of. Throws
   * {@link IllegalArgumentException} for a node whose state is not known.
   */
  public NodePlan planFor(NodeName self) {
    return view.isMember(self) ? NodePlanner.plan(view, self) : view.nothingFor(self);
  }

  /**
   * What {@code self} does about the datasets and containers of the configuration and nothing else:
   * neither routes nor open ports, which are a node's as a whole. For a configuration that holds
   * only what belongs together, a container with its datasets perhaps.
   */
  public NodePlan unitPlanFor(NodeName self) {
    return view.isMember(self) ? NodePlanner.planUnits(view, self) : view.nothingFor(self);
  }
}
