package io.flocker.core.plan;

import io.flocker.core.model.Configuration;
import io.flocker.core.model.NodeName;
import io.flocker.core.state.ClusterState;
import io.flocker.core.state.NodeState;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** One run of the deploying command: reports are gathered one by one and are stale when used. */
final class ImaginaryDeploy implements ImaginaryStep {

  final Configuration configuration;
  private final ImaginaryCluster cluster;
  private final Random random;
  private final List<ImaginaryHost> toAsk = new ArrayList<>();
  private final List<ImaginaryHost> toStart = new ArrayList<>();
  private final SortedMap<NodeName, NodeState> reports = new TreeMap<>();
  private final List<ImaginaryProcess> processes = new ArrayList<>();
  private @Nullable Planner planner;

  ImaginaryDeploy(ImaginaryCluster cluster, Configuration configuration, Random random) {
    this.cluster = cluster;
    this.configuration = configuration;
    this.random = random;
    configuration.nodes().keySet().forEach(name -> toAsk.add(cluster.host(name)));
    toStart.addAll(toAsk);
    Collections.shuffle(toAsk, random);
    Collections.shuffle(toStart, random);
  }

  /** Asks one host, or starts the work on one; nothing is started unless all have answered. */
  @Override
  public Progress next(boolean impatient) {
    if (!toAsk.isEmpty()) {
      ImaginaryHost host = toAsk.removeLast();
      if (!host.up) {
        toAsk.clear();
        toStart.clear();
        return Progress.FAILED;
      }
      reports.put(host.name, host.report());
      return Progress.MORE;
    }
    if (toStart.isEmpty()) {
      return Progress.DONE;
    }
    if (planner == null) {
      planner = Planner.of(configuration, new ClusterState(reports));
    }
    ImaginaryHost host = toStart.removeLast();
    if (host.up) {
      NodePlan plan = planner.planFor(host.name);
      ImaginaryProcess process =
          new ImaginaryProcess(cluster, host, plan.plan(), new Random(random.nextLong()));
      processes.add(process);
      cluster.processes.add(process);
    }
    return Progress.MORE;
  }

  /** Whether anything that this deployment began is still at work. */
  boolean isActive() {
    return !toStart.isEmpty()
        || processes.stream().anyMatch(process -> cluster.processes.contains(process));
  }
}
