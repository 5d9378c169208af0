package io.flocker.core.plan;

import io.flocker.core.model.Application;
import io.flocker.core.model.Configuration;
import io.flocker.core.model.Dataset;
import io.flocker.core.model.DatasetId;
import io.flocker.core.model.NodeName;
import io.flocker.core.model.Port;
import io.flocker.core.model.Size;
import io.flocker.core.model.Volume;
import io.flocker.core.problem.Problem;
import io.flocker.core.state.ClusterState;
import io.flocker.core.state.NodeState;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** A configuration and the states of its nodes, for one test. */
final class TestCluster {

  static final DatasetId DB = DatasetId.ofName("db");
  static final DatasetId Q = DatasetId.ofName("q");

  final SortedMap<NodeName, List<Application>> wanted = new TreeMap<>();
  final SortedMap<NodeName, NodeState> states = new TreeMap<>();
  private final List<TestNode> nodes;

  private final SortedMap<NodeName, List<Dataset>> datasets = new TreeMap<>();
  private final SortedSet<DatasetId> deleted = new TreeSet<>();

  TestCluster(TestNode... nodes) {
    this.nodes = List.of(nodes);
    for (TestNode node : nodes) {
      wanted.put(node.name, new ArrayList<>());
    }
  }

  static TestNode node(String name) {
    return new TestNode(name);
  }

  static Application app(String name) {
    return Application.of(name, "image:1");
  }

  static Application database(DatasetId dataset) {
    return sized(dataset, Optional.empty());
  }

  static Application sized(DatasetId dataset, Optional<Size> limit) {
    return app(dataset.equals(DB) ? "db" : "q")
        .withVolumes(List.of(new Volume(dataset, "/data", limit)));
  }

  static Application serving(Application application, int port) {
    return application.withPorts(Set.of(new Port(80, port)));
  }

  /** What shall run on a node. */
  TestCluster wants(String node, Application... applications) {
    wanted
        .computeIfAbsent(new NodeName(node), name -> new ArrayList<>())
        .addAll(Arrays.asList(applications));
    return this;
  }

  /** A dataset that shall live on a node by itself. */
  TestCluster wantsDataset(String node, DatasetId dataset) {
    datasets.put(new NodeName(node), List.of(new Dataset(dataset, Optional.empty())));
    return this;
  }

  /** A dataset of which no copy shall be left. */
  TestCluster deletes(DatasetId dataset) {
    deleted.add(dataset);
    return this;
  }

  Configuration configuration() {
    return Configuration.of(wanted).withDatasets(datasets).withDeleted(deleted);
  }

  /** What a node does about datasets and containers alone, as {@link #steps} has it. */
  List<String> unitSteps(String node) {
    return words(Planner.of(configuration(), cluster()).unitPlanFor(new NodeName(node)));
  }

  ClusterState cluster() {
    SortedMap<NodeName, NodeState> all = new TreeMap<>();
    nodes.forEach(node -> all.put(node.name, node.state()));
    return new ClusterState(all);
  }

  NodePlan plan(String node) {
    return Planner.plan(configuration(), cluster(), new NodeName(node));
  }

  /** One node's steps without notes about where datasets live, in short words and in order. */
  List<String> steps(String node) {
    NodePlan plan = plan(node);
    if (!plan.refusals().isEmpty()) {
      throw new AssertionError("refused: " + plan.refusals());
    }
    return words(plan);
  }

  static List<String> words(NodePlan plan) {
    return plan.plan()
        .allSteps()
        .map(Plan.Step::action)
        .filter(action -> !(action instanceof Action.RememberDatasets))
        .map(TestCluster::word)
        .toList();
  }

  /** Nodes a and b with all that has been written down already. */
  static TestCluster settled(TestNode a) {
    TestNode b = node("b");
    a.volumes.forEach(volume -> a.knows(volume.dataset(), "a", volume.record().epoch()));
    a.volumes.forEach(volume -> b.knows(volume.dataset(), "a", volume.record().epoch()));
    return new TestCluster(a, b);
  }

  /** The first move that a node makes. */
  Action.MoveVolumes move(String node) {
    return plan(node)
        .plan()
        .allSteps()
        .map(Plan.Step::action)
        .filter(Action.MoveVolumes.class::isInstance)
        .map(Action.MoveVolumes.class::cast)
        .findFirst()
        .orElseThrow();
  }

  List<String> reasons(String node) {
    return plan(node).plan().allSteps().map(Plan.Step::reason).toList();
  }

  List<String> refusals(String node) {
    return plan(node).refusals().stream().map(Problem::sentence).toList();
  }

  private static String word(Action action) {
    return switch (action) {
      case Action.PullImage a -> "pull " + a.image();
      case Action.CreateVolume a -> "create " + name(a.dataset());
      case Action.ResizeVolume a ->
          "resize "
              + name(a.dataset())
              + " "
              + PlanText.limit(a.from())
              + " to "
              + PlanText.limit(a.to());
      case Action.ActivateVolume a -> "activate " + name(a.dataset());
      case Action.ReclaimVolume a ->
          "reclaim " + name(a.dataset()) + " from " + a.target() + " at " + a.epoch();
      case Action.DestroyVolume a -> "destroy " + name(a.dataset());
      case Action.RetireVolume a -> "retire " + name(a.dataset()) + " at " + a.epoch();
      case Action.CloneVolume a -> "clone " + name(a.dataset()) + " of " + name(a.source());
      case Action.TakeSnapshot a -> "take " + a.snapshot() + " of " + name(a.dataset());
      case Action.RemoveSnapshot a -> "remove " + a.snapshot() + " of " + name(a.dataset());
      case Action.MoveVolumes a ->
          "move "
              + a.transfers().stream().map(t -> name(t.dataset())).toList()
              + " to "
              + a.target();
      case Action.AwaitVolumes a ->
          "await " + a.datasets().stream().map(TestCluster::name).toList() + " from " + a.source();
      case Action.RemoveContainer a -> "remove " + a.application();
      case Action.StartContainer a -> "start " + a.application().name();
      case Action.AwaitApplication a -> "await " + a.application() + " on " + a.node();
      case Action.ChangeRoutes a ->
          "routes"
              + (a.add().isEmpty()
                  ? ""
                  : " +" + a.add().stream().map(r -> r.port() + ">" + r.target()).toList())
              + (a.withdraw().isEmpty() ? "" : " -" + a.withdraw());
      case Action.OpenPorts a -> "open " + a.ports();
      case Action.RememberDatasets a -> "remember " + a.datasets().size();
    };
  }

  private static String name(DatasetId dataset) {
    return dataset.equals(DB) ? "db" : dataset.equals(Q) ? "q" : dataset.toString();
  }
}
