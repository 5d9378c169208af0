package io.flocker.core.plan;

import io.flocker.core.model.Application;
import io.flocker.core.model.ApplicationName;
import io.flocker.core.model.Dataset;
import io.flocker.core.model.DatasetId;
import io.flocker.core.model.NodeName;
import io.flocker.core.plan.ClusterView.Home;
import io.flocker.core.plan.ClusterView.Placement;
import io.flocker.core.plan.Plan.Step;
import io.flocker.core.problem.Problem;
import io.flocker.core.state.KnownDataset;
import io.flocker.core.state.NodeState;
import io.flocker.core.state.ObservedContainer;
import io.flocker.core.state.ObservedVolume;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.SequencedSet;
import java.util.TreeSet;

/** Plans one node: what to settle, what comes, what goes, and what follows for ports and routes. */
final class NodePlanner {

  private final ClusterView view;
  private final NodeName self;
  private final NodeState state;
  private final Chains chains = new Chains();
  private final SequencedSet<Problem> refusals = new LinkedHashSet<>();

  private NodePlanner(ClusterView view, NodeName self) {
    this.view = view;
    this.self = self;
    this.state = view.state(self);
  }

  static NodePlan plan(ClusterView view, NodeName self) {
    return view.clones().isEmpty()
        ? new NodePlanner(view, self).plan()
        : new NodePlan(Plan.nothing(), view.clones());
  }

  /** The key of an application's chain. */
  static String key(ApplicationName name) {
    return "application " + name;
  }

  /** What the node does about datasets and containers; routes, ports and hints are left alone. */
  static NodePlan planUnits(ClusterView view, NodeName self) {
    NodePlanner planner = new NodePlanner(view, self);
    planner.planChains();
    view.placements()
        .forEach(placement -> planner.refusals.addAll(view.refusals(placement.name())));
    return new NodePlan(new Plan.Parallel(planner.chains.branches()), planner.problems());
  }

  private List<Problem> problems() {
    return List.copyOf(refusals);
  }

  /** Returns the applications that leave. */
  private NavigableSet<ApplicationName> planChains() {
    state.volumes().forEach(this::settle);
    view.configuration().applicationsOn(self).forEach(this::arrive);
    NavigableSet<ApplicationName> departing = departing();
    departing.forEach(name -> Departure.plan(view, self, name, chains.of(key(name))));
    homesConcerned()
        .forEach(home ->
            DatasetPlan.plan(view, self, home, chains.of(key(home.dataset().id())))
                .ifPresent(refusals::add));
    return departing;
  }

  /** Datasets wanted by themselves, here or with a copy here. */
  private SequencedSet<Home> homesConcerned() {
    SequencedSet<Home> homes = new LinkedHashSet<>();
    for (Dataset dataset : view.configuration().datasetsOn(self)) {
      view.home(dataset.id()).ifPresent(homes::add);
    }
    for (ObservedVolume copy : state.volumes()) {
      view.home(copy.dataset()).ifPresent(homes::add);
    }
    return homes;
  }

  private NodePlan plan() {
    NavigableSet<ApplicationName> departing = planChains();
    List<Plan> branches = new ArrayList<>(chains.branches());
    branches.addAll(new RoutePlan(view, self, departing, chains).branches());
    PortPlan ports = PortPlan.of(view, self);
    List<Plan> steps = new ArrayList<>();
    remember().ifPresent(steps::add);
    ports.before().ifPresent(steps::add);
    if (branches.size() == 1) {
      steps.addAll(branches);
    } else if (!branches.isEmpty()) {
      steps.add(new Plan.Parallel(branches));
    }
    ports.after().ifPresent(steps::add);
    return new NodePlan(new Plan.Sequence(steps), problems());
  }

  /** A copy whose record does not say what is true, whether its dataset is wanted or not. */
  private void settle(ObservedVolume copy) {
    DatasetId dataset = copy.dataset();
    if (view.isDeleted(dataset)) {
      Chain chain = chains.of(key(dataset));
      copy.path().ifPresent(chain.neededPaths()::add);
      chain.volumes().add(new Step(new Action.DestroyVolume(dataset), "the dataset was deleted"));
      return;
    }
    Optional<Placement> wanting = view.wanting(dataset);
    if (wanting.filter(placement -> view.isRefused(placement.name())).isPresent()
        || !(view.ownership(dataset).orElse(null) instanceof Ownership.Owned owned)) {
      return;
    }
    if (owned.node().equals(self)) {
      Chain chain =
          chains.of(wanting.map(Placement::name).map(NodePlanner::key).orElse(key(dataset)));
      owned.reclaim().ifPresent(reclaim -> chain.repairs().add(reclaim(dataset, reclaim)));
    } else if (copy.record().owner().equals(state.id()) || copy.path().isPresent()) {
      Chain chain =
          chains.of(
              wanting
                  .filter(placement -> placement.node().equals(self))
                  .map(Placement::name)
                  .map(NodePlanner::key)
                  .orElse(key(dataset)));
      copy.path().ifPresent(chain.neededPaths()::add);
      chain.retirements().add(retire(dataset, owned));
    }
  }

  private static String key(DatasetId dataset) {
    return "dataset " + dataset;
  }

  private static Step reclaim(DatasetId dataset, Ownership.Reclaim reclaim) {
    return new Step(
        new Action.ReclaimVolume(dataset, reclaim.target(), reclaim.epoch()),
        "a move to node " + reclaim.target() + " was cut short and that node does not own it");
  }

  private static Step retire(DatasetId dataset, Ownership.Owned owner) {
    long epoch = owner.copy().record().epoch();
    return new Step(
        new Action.RetireVolume(dataset, owner.copy().record().owner(), epoch),
        "node " + owner.node() + " owns it since epoch " + epoch);
  }

  private void arrive(Application application) {
    ApplicationName name = application.name();
    if (view.isRefused(name)) {
      refusals.addAll(view.refusals(name));
      return;
    }
    Arrival.plan(view, new Placement(application, self), chains.of(key(name)));
  }

  /** Applications that shall not run here and have a container or a wanted dataset here. */
  private NavigableSet<ApplicationName> departing() {
    NavigableSet<ApplicationName> names = new TreeSet<>();
    for (ObservedContainer container : state.containers()) {
      names.add(container.name());
    }
    for (ObservedVolume volume : state.volumes()) {
      if (view.ownership(volume.dataset()).orElse(null) instanceof Ownership.Owned owned
          && owned.node().equals(self)) {
        view.wanting(volume.dataset()).map(Placement::name).ifPresent(names::add);
      }
    }
    names.removeIf(name -> view.isRefused(name) || isPlacedHere(name));
    return names;
  }

  private boolean isPlacedHere(ApplicationName name) {
    return view.placement(name).filter(placement -> placement.node().equals(self)).isPresent();
  }

  /** What the node should have heard of and has not; an older epoch alone does no harm. */
  private Optional<Step> remember() {
    if (view.known().equals(state.known())) {
      return Optional.empty();
    }
    Map<DatasetId, KnownDataset> had = new HashMap<>();
    state.known().forEach(known -> had.put(known.dataset(), known));
    List<KnownDataset> news = new ArrayList<>();
    for (KnownDataset known : view.known()) {
      KnownDataset old = had.get(known.dataset());
      if (old == null
          || !old.owner().equals(known.owner())
          || !old.ownerName().equals(known.ownerName())) {
        news.add(known);
      }
    }
    return news.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new Step(
                new Action.RememberDatasets(news),
                "so that no empty volume ever takes their place"));
  }
}
