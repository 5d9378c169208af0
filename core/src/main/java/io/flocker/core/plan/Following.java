package io.flocker.core.plan;

import io.flocker.core.model.Port;
import io.flocker.core.plan.ClusterView.Placement;
import io.flocker.core.plan.Plan.Step;
import io.flocker.core.state.KnownDataset;
import io.flocker.core.state.Route;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.NavigableSet;
import java.util.TreeSet;

/**
 * What a node does about an application that comes to another node: waits until it runs there, then
 * routes to it and remembers where its datasets are. The same on all nodes, hence made once.
 *
 * @param withRoutes for a node that lacks any of its routes
 * @param withoutRoutes for a node that has them all, or sees to them elsewhere
 */
record Following(Plan withRoutes, Plan withoutRoutes) {

  static Following of(ClusterView view, Placement placement) {
    NavigableSet<Route> routes = new TreeSet<>();
    for (Port port : placement.application().ports()) {
      routes.add(new Route(port.external(), placement.node()));
    }
    return new Following(plan(view, placement, routes), plan(view, placement, new TreeSet<>()));
  }

  private static Plan plan(ClusterView view, Placement placement, NavigableSet<Route> routes) {
    String node = "node " + placement.node();
    List<Plan> steps = new ArrayList<>();
    steps.add(new Step(view.await(placement), "it does not run on " + node + " yet"));
    if (!routes.isEmpty()) {
      steps.add(
          new Step(
              new Action.ChangeRoutes(routes, Collections.emptyNavigableSet()),
              "application " + placement.name() + " runs on " + node));
    }
    List<KnownDataset> known = view.knownOnceRunning(placement);
    if (!known.isEmpty()) {
      steps.add(
          new Step(new Action.RememberDatasets(known), "these datasets are on " + node + " now"));
    }
    return new Plan.Sequence(steps);
  }
}
