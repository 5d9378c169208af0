package io.flocker.core.plan;

import io.flocker.core.model.Application;
import io.flocker.core.model.DatasetId;
import io.flocker.core.model.NodeName;
import io.flocker.core.model.Port;
import io.flocker.core.model.Volume;
import io.flocker.core.plan.ClusterView.Placement;
import io.flocker.core.plan.Plan.Step;
import io.flocker.core.state.KnownDataset;
import io.flocker.core.state.NodeState;
import io.flocker.core.state.ObservedContainer;
import io.flocker.core.state.ObservedVolume;
import io.flocker.core.state.Route;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/** Makes the chain of one application that shall run on this node. */
final class Arrival {

  private final ClusterView view;
  private final NodeName self;
  private final NodeState state;
  private final Placement placement;
  private final Application application;
  private final Chain chain;
  private final SortedMap<NodeName, List<DatasetId>> awaited = new TreeMap<>();
  private final List<String> notLive = new ArrayList<>();
  private final Set<String> livePaths = new HashSet<>();

  private Arrival(ClusterView view, Placement placement, Chain chain) {
    this.view = view;
    this.self = placement.node();
    this.state = view.state(self);
    this.placement = placement;
    this.application = placement.application();
    this.chain = chain;
  }

  static void plan(ClusterView view, Placement placement, Chain chain) {
    new Arrival(view, placement, chain).plan();
  }

  private void plan() {
    Optional<ObservedContainer> container = state.container(application.name());
    chain.setContainer(container);
    application.volumes().forEach(this::prepare);
    awaited.forEach((source, datasets) ->
        chain
            .volumes()
            .add(
                new Step(
                    new Action.AwaitVolumes(Optional.of(application.name()), datasets, source),
                    "owned by node " + source + " until it has moved here")));
    Optional<String> replace = container.flatMap(this::whyReplace);
    if (replace.isPresent()) {
      chain.setRemoval(new Action.RemoveContainer(application.name()), replace.get());
      if (usesForeignCopy(container.get())) {
        chain.removeEarly();
      }
      start(replace.get());
    } else if (container.isEmpty()) {
      start("wanted on this node and not there");
    } else if (!container.get().running() && !container.get().restarting()) {
      start("found stopped");
    }
  }

  private void prepare(Volume volume) {
    DatasetId dataset = volume.dataset();
    switch (view.ownership(dataset).orElse(null)) {
      case null -> {
        notLive.add("dataset " + dataset + " is new");
        chain
            .volumes()
            .add(
                new Step(
                    new Action.CreateVolume(dataset, volume.maximumSize()),
                    "wanted by application " + application.name() + "; it has never existed"));
      }
      case Ownership.Owned owned when owned.node().equals(self) -> prepareOwned(volume, owned);
      case Ownership.Owned owned -> {
        notLive.add("dataset " + dataset + " is owned by node " + owned.node());
        awaited.computeIfAbsent(owned.node(), node -> new ArrayList<>()).add(dataset);
        state.volume(dataset).flatMap(ObservedVolume::path).ifPresent(chain.neededPaths()::add);
      }
      case Ownership.Unclear unclear ->
          throw new IllegalStateException("not refused before: " + unclear.problem());
    }
  }

  private void prepareOwned(Volume volume, Ownership.Owned owned) {
    DatasetId dataset = volume.dataset();
    if (VolumeSteps.isReady(owned)) {
      livePaths.add(owned.copy().path().orElseThrow());
    } else {
      notLive.add("dataset " + dataset + " was not writable");
    }
    new VolumeSteps(view, self, chain).keep(dataset, volume.maximumSize(), owned);
  }

  private Optional<String> whyReplace(ObservedContainer container) {
    List<String> changed = ContainerDifference.changedParts(container, application, self);
    if (!changed.isEmpty()) {
      return Optional.of(ContainerDifference.sentence(changed));
    }
    if (!notLive.isEmpty()
        && (container.running() || container.restarting() || !awaited.isEmpty())) {
      return Optional.of(notLive.getFirst());
    }
    if (notLive.isEmpty() && !livePaths.equals(new HashSet<>(container.volumePaths()))) {
      return Optional.of("the container has other paths mounted than those of its datasets");
    }
    return Optional.empty();
  }

  /** Whether the container has a copy mounted that is not the owner's. */
  private boolean usesForeignCopy(ObservedContainer container) {
    return state.volumes().stream()
        .filter(volume -> volume.path().filter(container.volumePaths()::contains).isPresent())
        .anyMatch(volume -> !isOwnedHere(volume.dataset()));
  }

  private boolean isOwnedHere(DatasetId dataset) {
    return view.ownership(dataset)
        .filter(
            ownership -> ownership instanceof Ownership.Owned owned && owned.node().equals(self))
        .isPresent();
  }

  private void start(String reason) {
    if (!state.images().contains(application.image().toString())) {
      chain
          .pulls()
          .add(
              new Step(
                  new Action.PullImage(application.image()),
                  "application " + application.name() + " needs it"));
    }
    TreeSet<Integer> ports = new TreeSet<>();
    application.ports().stream().map(Port::external).forEach(ports::add);
    chain.neededPorts().addAll(ports);
    TreeSet<Integer> routed = new TreeSet<>();
    state.routes().stream().map(Route::port).filter(ports::contains).forEach(routed::add);
    Step starting = new Step(new Action.StartContainer(application), reason);
    if (routed.isEmpty()) {
      chain.start().add(starting);
    } else {
      // Side by side, since clients wait for both.
      Step withdrawing =
          new Step(
              new Action.ChangeRoutes(new TreeSet<>(), routed),
              "application " + application.name() + " will be here");
      chain.start().add(new Plan.Parallel(List.of(withdrawing, starting)));
    }
    application.startAfter().forEach(name -> chain.startAfter().add(NodePlanner.key(name)));
    List<KnownDataset> known = view.knownOnceRunning(placement);
    if (!known.isEmpty()) {
      chain
          .start()
          .add(new Step(new Action.RememberDatasets(known), "these datasets are here now"));
    }
  }
}
