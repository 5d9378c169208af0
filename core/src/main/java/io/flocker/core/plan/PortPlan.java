package io.flocker.core.plan;

import io.flocker.core.model.Application;
import io.flocker.core.model.NodeName;
import io.flocker.core.model.Port;
import io.flocker.core.plan.Plan.Step;
import io.flocker.core.state.NodeState;
import io.flocker.core.state.ObservedContainer;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeSet;

/**
 * Which ports a node lets in: opened before anything starts, closed after everything has left.
 *
 * @param before at the beginning of the node's plan
 * @param after at its end
 */
record PortPlan(Optional<Step> before, Optional<Step> after) {

  static PortPlan of(ClusterView view, NodeName self) {
    NodeState state = view.state(self);
    NavigableSet<Integer> wanted = new TreeSet<>();
    NavigableSet<Integer> kept = new TreeSet<>();
    for (Application application : view.configuration().applicationsOn(self)) {
      boolean refused = view.isRefused(application.name());
      application.ports().stream().map(Port::external).forEach((refused ? kept : wanted)::add);
    }
    for (ObservedContainer container : state.containers()) {
      if (view.isRefused(container.name())) {
        container.ports().stream().map(Port::external).forEach(kept::add);
      }
    }
    kept.retainAll(state.openPorts());
    wanted.addAll(kept);
    NavigableSet<Integer> meanwhile = new TreeSet<>(state.openPorts());
    boolean opens = meanwhile.addAll(wanted);
    return new PortPlan(
        opens
            ? Optional.of(
                new Step(new Action.OpenPorts(meanwhile), "applications on this node need them"))
            : Optional.empty(),
        meanwhile.equals(wanted)
            ? Optional.empty()
            : Optional.of(
                new Step(
                    new Action.OpenPorts(wanted),
                    "no application on this node needs the others any more")));
  }
}
