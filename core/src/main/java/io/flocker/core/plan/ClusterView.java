package io.flocker.core.plan;

import io.flocker.core.model.Application;
import io.flocker.core.model.ApplicationName;
import io.flocker.core.model.Configuration;
import io.flocker.core.model.Dataset;
import io.flocker.core.model.DatasetId;
import io.flocker.core.model.NodeId;
import io.flocker.core.model.NodeName;
import io.flocker.core.model.Port;
import io.flocker.core.model.Volume;
import io.flocker.core.problem.Problem;
import io.flocker.core.state.ClusterState;
import io.flocker.core.state.KnownDataset;
import io.flocker.core.state.NodeState;
import io.flocker.core.state.ObservedContainer;
import io.flocker.core.state.Route;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What the plans of all nodes of a deployment have in common, indexed once: who owns what, what is
 * wanted where, and what cannot be done. Used by one thread.
 */
final class ClusterView {

  /** An application and the node on which it shall run. */
  record Placement(Application application, NodeName node) {

    ApplicationName name() {
      return application.name();
    }
  }

  /** A dataset that is wanted by itself, and the node on which it shall live. */
  record Home(Dataset dataset, NodeName node) {}

  /**
   * A route that every node but its target shall have.
   *
   * @param serves whether the application runs there already
   */
  record WantedRoute(Route route, Placement placement, boolean serves) {}

  private final ClusterState cluster;
  private final Configuration configuration;
  private final Map<NodeName, NodeState> members = new HashMap<>();
  private final Directory directory;
  private final List<Problem> clones;
  private final Map<ApplicationName, Placement> placements = new LinkedHashMap<>();
  private final Map<DatasetId, Placement> wanted = new HashMap<>();
  private final Map<DatasetId, Home> homes = new HashMap<>();
  private final List<WantedRoute> routes = new ArrayList<>();
  private final List<Placement> unsettled = new ArrayList<>();
  private final Map<ApplicationName, List<KnownDataset>> news = new HashMap<>();
  private final Map<ApplicationName, Action.AwaitApplication> awaits = new HashMap<>();
  private final Map<ApplicationName, Following> followings = new HashMap<>();
  private final Refusals refusals;

  private ClusterView(Configuration configuration, ClusterState cluster) {
    this.configuration = configuration;
    this.cluster = cluster;
    members.putAll(cluster.nodes());
    members.keySet().retainAll(configuration.nodes().keySet());
    this.directory = new Directory(cluster, members);
    this.clones = clones(cluster);
    this.refusals = new Refusals(this);
    placeApplications();
    configuration
        .datasets()
        .forEach((node, datasets) ->
            datasets.forEach(dataset -> homes.put(dataset.id(), new Home(dataset, node))));
    refusals.complete();
    unsettled.removeIf(this::isRefused);
    unsettled.sort(Comparator.comparing(Placement::name));
    unsettled.forEach(placement -> news.put(placement.name(), news(placement)));
  }

  static ClusterView of(Configuration configuration, ClusterState cluster) {
    return new ClusterView(configuration, cluster);
  }

  private void placeApplications() {
    configuration
        .nodes()
        .forEach((node, applications) ->
            applications.forEach(application -> place(new Placement(application, node))));
    routes.sort(Comparator.comparing(WantedRoute::route));
  }

  private void place(Placement placement) {
    Placement twin = placements.putIfAbsent(placement.name(), placement);
    if (twin != null) {
      refusals.twice("application " + placement.name(), twin, placement);
      return;
    }
    for (Volume volume : placement.application().volumes()) {
      Placement rival = wanted.putIfAbsent(volume.dataset(), placement);
      if (rival != null) {
        refusals.twice("dataset " + volume.dataset(), rival, placement);
      }
    }
    boolean serves = runs(placement);
    if (!serves || !hasItsDatasets(placement)) {
      unsettled.add(placement);
    }
    for (Port port : placement.application().ports()) {
      routes.add(new WantedRoute(new Route(port.external(), placement.node()), placement, serves));
    }
  }

  private static List<Problem> clones(ClusterState cluster) {
    Map<NodeId, NodeName> seen = new HashMap<>();
    List<Problem> problems = new ArrayList<>();
    new TreeMap<>(cluster.nodes())
        .forEach((name, state) -> {
          NodeName twin = seen.putIfAbsent(state.id(), name);
          if (twin != null) {
            problems.add(
                new Problem(
                    Problem.Kind.OWNERSHIP,
                    "nodes " + twin + " and " + name,
                    "both say that they are node "
                        + state.id()
                        + ": one was cloned from the other, or both names mean one machine",
                    "on the clone, remove /etc/flocker/volume.json and the copied volumes, so"
                        + " that it becomes a node of its own; or name the machine once only"));
          }
        });
    return problems;
  }

  /** What other nodes do that wait for an application. */
  Action.AwaitApplication await(Placement placement) {
    return awaits.computeIfAbsent(
        placement.name(),
        name ->
            new Action.AwaitApplication(
                name,
                SpecificationDigest.of(placement.application(), placement.node()),
                placement.node()));
  }

  /** Whether a node is spoken of by the configuration and has reported its state. */
  boolean isMember(NodeName node) {
    return members.containsKey(node);
  }

  /** The plan of a node that is left alone. */
  NodePlan nothingFor(NodeName node) {
    if (!cluster.nodes().containsKey(node)) {
      throw new IllegalArgumentException("node " + node + ": its state is not known");
    }
    return new NodePlan(Plan.nothing(), List.of());
  }

  /** Problems for which nothing at all may be done. */
  List<Problem> clones() {
    return clones;
  }

  NodeState state(NodeName node) {
    NodeState state = members.get(node);
    if (state == null) {
      throw new IllegalArgumentException("node " + node + ": its state is not known");
    }
    return state;
  }

  Configuration configuration() {
    return configuration;
  }

  ClusterState cluster() {
    return cluster;
  }

  /** Where every dataset lives, see {@link Directory#known}. */
  List<KnownDataset> known() {
    return directory.known();
  }

  Optional<Placement> placement(ApplicationName name) {
    return Optional.ofNullable(placements.get(name));
  }

  /** All placements, in no particular order. */
  Iterable<Placement> placements() {
    return placements.values();
  }

  /** The placement of the application that wants a dataset. */
  Optional<Placement> wanting(DatasetId dataset) {
    return Optional.ofNullable(wanted.get(dataset));
  }

  /** Where a dataset shall live that is wanted by itself; an application's wish counts more. */
  Optional<Home> home(DatasetId dataset) {
    return wanted.containsKey(dataset) ? Optional.empty() : Optional.ofNullable(homes.get(dataset));
  }

  /** Whether no copy of a dataset shall be left. */
  boolean isDeleted(DatasetId dataset) {
    return configuration.deleted().contains(dataset)
        && !wanted.containsKey(dataset)
        && !homes.containsKey(dataset);
  }

  /** Who owns a dataset; empty if it has never existed. */
  Optional<Ownership> ownership(DatasetId dataset) {
    return directory.ownership(dataset);
  }

  /** Routes to all applications, in their natural order. */
  List<WantedRoute> routes() {
    return routes;
  }

  /**
   * Placements that do not run yet, or with datasets that do not live yet where they should, in the
   * order of names.
   */
  List<Placement> unsettled() {
    return unsettled;
  }

  /** What other nodes do about one of {@link #unsettled}. */
  Following following(Placement placement) {
    return followings.computeIfAbsent(placement.name(), _ -> Following.of(this, placement));
  }

  /** Why an application and its datasets are left as they are; empty if they are not. */
  List<Problem> refusals(ApplicationName name) {
    return refusals.of(name);
  }

  boolean isRefused(ApplicationName name) {
    return !refusals.of(name).isEmpty();
  }

  /** The same, in most clusters without a look at the application. */
  boolean isRefused(Placement placement) {
    return refusals.any() && isRefused(placement.name());
  }

  /**
   * Where the datasets of an application live once it runs where it should, if that is new. The
   * epoch is the least that is possible then: a hint must never speak of more than is true.
   */
  List<KnownDataset> knownOnceRunning(Placement placement) {
    return news.getOrDefault(placement.name(), List.of());
  }

  private boolean runs(Placement placement) {
    NodeState state = members.get(placement.node());
    return state != null
        && state.container(placement.name()).filter(ObservedContainer::running).isPresent();
  }

  /** If so, nothing about its volumes can be a reason to refuse it. */
  private boolean hasItsDatasets(Placement placement) {
    for (Volume volume : placement.application().volumes()) {
      if (!(ownership(volume.dataset()).orElse(null) instanceof Ownership.Owned owned
          && owned.node().equals(placement.node()))) {
        return false;
      }
    }
    return true;
  }

  private List<KnownDataset> news(Placement placement) {
    List<KnownDataset> result = new ArrayList<>();
    NodeName node = placement.node();
    for (Volume volume : placement.application().volumes()) {
      DatasetId dataset = volume.dataset();
      Ownership ownership = ownership(dataset).orElse(null);
      if (ownership == null) {
        result.add(new KnownDataset(dataset, state(node).id(), node, 1));
      } else if (ownership instanceof Ownership.Owned owned && !owned.node().equals(node)) {
        result.add(
            new KnownDataset(dataset, state(node).id(), node, owned.copy().record().epoch() + 1));
      }
    }
    return result;
  }
}
