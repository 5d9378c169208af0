package io.flocker.core.plan;

import io.flocker.core.model.ApplicationName;
import io.flocker.core.model.NodeName;
import io.flocker.core.model.Port;
import io.flocker.core.model.Volume;
import io.flocker.core.plan.Action.Transfer;
import io.flocker.core.plan.ClusterView.Placement;
import io.flocker.core.plan.Plan.Step;
import io.flocker.core.state.KnownDataset;
import io.flocker.core.state.NodeState;
import io.flocker.core.state.ObservedContainer;
import io.flocker.core.state.Route;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/** Makes the chain of one application that shall not run on this node, but left something here. */
final class Departure {

  private final ClusterView view;
  private final NodeName self;
  private final NodeState state;
  private final ApplicationName name;
  private final Optional<ObservedContainer> container;
  private final Chain chain;

  private Departure(ClusterView view, NodeName self, ApplicationName name, Chain chain) {
    this.view = view;
    this.self = self;
    this.state = view.state(self);
    this.name = name;
    this.container = state.container(name);
    this.chain = chain;
  }

  static void plan(ClusterView view, NodeName self, ApplicationName name, Chain chain) {
    new Departure(view, self, name, chain).plan();
  }

  private void plan() {
    chain.setContainer(container);
    Optional<Placement> placement = view.placement(name);
    container.ifPresent(present ->
        chain.setRemoval(
            new Action.RemoveContainer(name),
            placement
                .map(elsewhere -> "wanted on node " + elsewhere.node())
                .orElse("not wanted anywhere")));
    placement.ifPresent(this::follow);
  }

  /** The application goes on elsewhere: so do its volumes and its traffic. */
  private void follow(Placement placement) {
    List<Transfer> transfers = transfers(placement);
    if (!transfers.isEmpty()) {
      chain.setMove(
          new Action.MoveVolumes(Optional.of(placement.application()), transfers, placement.node()),
          "application " + name + " is wanted on node " + placement.node());
      chain.setSuccessor(view.await(placement), "what is left here is kept until then");
    } else if (container.filter(this::servesAlone).isPresent()) {
      chain.setSuccessor(
          view.await(placement), "it serves here until it runs on node " + placement.node());
    }
    TreeSet<Route> routes = new TreeSet<>();
    for (Port port : placement.application().ports()) {
      routes.add(new Route(port.external(), placement.node()));
    }
    routes.removeAll(state.routes());
    if (!routes.isEmpty()) {
      chain
          .afterLeaving()
          .add(
              new Step(
                  new Action.ChangeRoutes(routes, Collections.emptySortedSet()),
                  "application " + name + " has left for node " + placement.node()));
    }
    List<KnownDataset> moved =
        view.knownOnceRunning(placement).stream()
            .filter(known -> transfers.stream().anyMatch(t -> t.dataset().equals(known.dataset())))
            .toList();
    if (!moved.isEmpty()) {
      chain
          .afterLeaving()
          .add(
              new Step(
                  new Action.RememberDatasets(moved),
                  "these datasets are on node " + placement.node() + " now"));
    }
  }

  /** Whether it runs and uses nothing that could be missed or changed elsewhere meanwhile. */
  private boolean servesAlone(ObservedContainer present) {
    return present.running() && present.volumePaths().isEmpty();
  }

  private List<Transfer> transfers(Placement placement) {
    boolean inUse = container.filter(ObservedContainer::running).isPresent();
    VolumeSteps steps = new VolumeSteps(view, self, chain);
    List<Transfer> transfers = new ArrayList<>();
    for (Volume volume : placement.application().volumes()) {
      if (view.ownership(volume.dataset()).orElse(null) instanceof Ownership.Owned owned
          && owned.node().equals(self)) {
        transfers.add(
            steps.handOver(volume.dataset(), volume.maximumSize(), owned, placement.node(), inUse));
      }
    }
    return transfers;
  }
}
