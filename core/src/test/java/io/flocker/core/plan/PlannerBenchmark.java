package io.flocker.core.plan;

import io.flocker.core.model.Application;
import io.flocker.core.model.Configuration;
import io.flocker.core.model.DatasetId;
import io.flocker.core.model.NodeName;
import io.flocker.core.model.Port;
import io.flocker.core.model.Volume;
import io.flocker.core.state.ClusterState;
import io.flocker.core.state.KnownDataset;
import io.flocker.core.state.NodeState;
import io.flocker.core.state.Route;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;

/**
 * One node's plan in a cluster of 1,000 nodes with 10 containers each, every container with a
 * volume and a port. Run: {@code mvn -pl core test-compile exec:exec -Dexec.classpathScope=test
 * -Dexec.executable=java "-Dexec.args=-cp %classpath io.flocker.core.plan.PlannerBenchmark"}.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class PlannerBenchmark {

  private static final int NODES = 1000;
  private static final int CONTAINERS = 10;
  private static final NodeName SELF = name(500);

  /** What is to be done: nothing, or a tenth of all applications moves to another node. */
  @Param({"0", "10"})
  public int percentMoving;

  private Configuration configuration = Configuration.of(new TreeMap<>());
  private ClusterState cluster = new ClusterState(new TreeMap<>());
  private Planner planner = Planner.of(configuration, cluster);

  /** Builds a cluster as it is once everything runs, and a wish. */
  @Setup
  public void build() {
    SortedMap<NodeName, List<Application>> wanted = new TreeMap<>();
    SortedMap<NodeName, TestNode> nodes = new TreeMap<>();
    List<KnownDataset> known = new ArrayList<>();
    TreeSet<Route> routes = new TreeSet<>();
    for (int i = 0; i < NODES; i++) {
      wanted.put(name(i), new ArrayList<>());
      nodes.put(name(i), new TestNode(name(i).value()));
    }
    for (int i = 0; i < NODES * CONTAINERS; i++) {
      NodeName at = name(i % NODES);
      Application application = application(i);
      TestNode node = nodes.computeIfAbsent(at, key -> new TestNode(key.value()));
      node.runs(application).owns(DatasetId.ofName("d" + i), 1);
      known.add(new KnownDataset(DatasetId.ofName("d" + i), node.id, at, 1));
      routes.add(new Route(10_000 + i, at));
      NodeName target = i % 100 < percentMoving ? name((i + 1) % NODES) : at;
      wanted.computeIfAbsent(target, key -> new ArrayList<>()).add(application);
    }
    known.sort(java.util.Comparator.comparing(KnownDataset::dataset));
    List<KnownDataset> sameForAll = List.copyOf(known);
    SortedMap<NodeName, NodeState> states = new TreeMap<>();
    nodes.forEach((at, node) -> states.put(at, settled(node, routes, sameForAll)));
    configuration = Configuration.of(wanted);
    cluster = new ClusterState(states);
    planner = Planner.of(configuration, cluster);
    if (percentMoving == 0 && !planner.planFor(SELF).isEmpty()) {
      throw new IllegalStateException(PlanText.render(SELF, planner.planFor(SELF)));
    }
  }

  /** Everything, for one node only. */
  @Benchmark
  public NodePlan onePlanFromScratch() {
    return Planner.plan(configuration, cluster, SELF);
  }

  /** One of many nodes, with what they share worked out before. */
  @Benchmark
  public NodePlan onePlanOfMany() {
    return planner.planFor(SELF);
  }

  /** Prints the table. */
  public static void main(String[] arguments) throws RunnerException {
    new Runner(new OptionsBuilder().include(PlannerBenchmark.class.getName() + ".*").build()).run();
  }

  private static NodeName name(int i) {
    return new NodeName("node-%04d".formatted(i));
  }

  private static Application application(int i) {
    return Application.of("app" + i, "image:1")
        .withPorts(Set.of(new Port(80, 10_000 + i)))
        .withVolumes(List.of(new Volume(DatasetId.ofName("d" + i), "/data", Optional.empty())));
  }

  private static NodeState settled(
      TestNode node, NavigableSet<Route> routes, List<KnownDataset> known) {
    NodeState state = node.state();
    TreeSet<Route> others = new TreeSet<>(routes);
    if (node.name.equals(SELF)) {
      others.removeIf(route -> route.target().equals(node.name));
    } else {
      others.clear();
    }
    return new NodeState(
        state.id(),
        state.driver(),
        state.liveTransfer(),
        state.containersHaveIpv6(),
        state.containers(),
        state.volumes(),
        state.images(),
        others,
        state.openPorts(),
        state.usedPorts(),
        known);
  }
}
