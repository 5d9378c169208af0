package io.flocker.core.plan;

import io.flocker.core.model.ApplicationName;
import io.flocker.core.model.NodeName;
import io.flocker.core.model.Port;
import io.flocker.core.plan.ClusterView.Placement;
import io.flocker.core.plan.ClusterView.WantedRoute;
import io.flocker.core.plan.Plan.Step;
import io.flocker.core.state.KnownDataset;
import io.flocker.core.state.NodeState;
import io.flocker.core.state.Route;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.NavigableSet;
import java.util.Set;
import java.util.TreeSet;

/**
 * What a node does about applications that neither come to it nor leave it: routes to where they
 * run, as soon as they run there, and what it remembers of their datasets.
 */
final class RoutePlan {

  private final ClusterView view;
  private final NodeName self;
  private final NodeState state;
  private final NavigableSet<ApplicationName> departing;
  private final Chains chains;
  private final BitSet wantedPorts = new BitSet();
  private final BitSet localPorts = new BitSet();
  private final BitSet refusedPorts = new BitSet();
  private final NavigableSet<Route> atOnce = new TreeSet<>();
  private final Set<ApplicationName> later = new HashSet<>();

  /**
   * @param departing applications that leave this node, whose chains see to their routes
   */
  RoutePlan(
      ClusterView view, NodeName self, NavigableSet<ApplicationName> departing, Chains chains) {
    this.view = view;
    this.self = self;
    this.state = view.state(self);
    this.departing = departing;
    this.chains = chains;
  }

  List<Plan> branches() {
    compare();
    List<Plan> branches = new ArrayList<>();
    NavigableSet<Integer> withdrawn = withdrawn();
    if (!atOnce.isEmpty() || !withdrawn.isEmpty()) {
      branches.add(
          new Step(
              new Action.ChangeRoutes(atOnce, withdrawn),
              "traffic goes to where the applications run"));
    }
    for (Placement placement : view.unsettled()) {
      if (!placement.node().equals(self)) {
        follow(placement, branches);
      }
    }
    return branches;
  }

  private void follow(Placement placement, List<Plan> branches) {
    if (later.contains(placement.name())) {
      branches.add(view.following(placement).withRoutes());
    } else if (hasNews(placement)) {
      branches.add(view.following(placement).withoutRoutes());
    }
  }

  /** Whether datasets come to their place from elsewhere than from here. */
  private boolean hasNews(Placement placement) {
    for (KnownDataset known : view.knownOnceRunning(placement)) {
      if (!(view.ownership(known.dataset()).orElse(null) instanceof Ownership.Owned owned
          && owned.node().equals(self))) {
        return true;
      }
    }
    return false;
  }

  /** Both sides are sorted, so one walk over them tells which wanted routes are missing. */
  private void compare() {
    Iterator<Route> observed = state.routes().iterator();
    Route at = observed.hasNext() ? observed.next() : null;
    for (WantedRoute wanted : view.routes()) {
      Route route = wanted.route();
      while (at != null && at.compareTo(route) < 0) {
        at = observed.hasNext() ? observed.next() : null;
      }
      if (view.isRefused(wanted.placement())) {
        refusedPorts.set(route.port());
      } else if (route.target().equals(self)) {
        localPorts.set(route.port());
      } else {
        wantedPorts.set(route.port());
        if (!route.equals(at)) {
          missing(wanted);
        }
      }
    }
  }

  private void missing(WantedRoute wanted) {
    ApplicationName name = wanted.placement().name();
    if (departing.contains(name)) {
      return;
    }
    if (wanted.serves()) {
      atOnce.add(wanted.route());
    } else {
      later.add(name);
    }
  }

  /** Ports that are routed elsewhere now, and should not be, and have no chain that sees to it. */
  private NavigableSet<Integer> withdrawn() {
    NavigableSet<Integer> ports = new TreeSet<>();
    for (Route route : state.routes()) {
      int port = route.port();
      if (!wantedPorts.get(port) && !refusedPorts.get(port) && !startsHere(port)) {
        ports.add(port);
      }
    }
    return ports;
  }

  private boolean startsHere(int port) {
    return localPorts.get(port)
        && view.configuration().applicationsOn(self).stream()
            .filter(application ->
                application.ports().stream().map(Port::external).anyMatch(p -> p == port))
            .anyMatch(application -> chains.starts(NodePlanner.key(application.name())));
  }
}
