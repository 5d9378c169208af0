package io.flocker.cli.deploy;

import io.flocker.core.model.Configuration;
import io.flocker.core.model.NodeName;
import io.flocker.core.plan.Action;
import io.flocker.core.plan.NodePlan;
import io.flocker.core.plan.Planner;
import io.flocker.core.problem.Problem;
import io.flocker.core.state.ClusterState;
import io.flocker.core.state.NodeState;
import io.flocker.node.session.DeployMessage;
import io.flocker.node.session.NodeMessage;
import io.flocker.node.session.Notice;
import io.flocker.node.ssh.PeerAddress;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One deployment over SSH: every node reports, then every node makes its own part so, and what one
 * tells the others is passed on. Nothing is changed anywhere before all have reported. Used by one
 * thread.
 */
public final class Deployment {

  private record Said(NodeLink link, NodeMessage message) {}

  private final Configuration configuration;
  private final DeployOptions options;
  private final DeployView view;
  private final BlockingQueue<Said> inbox = new LinkedBlockingQueue<>();
  private final SortedMap<NodeName, NodeLink> links = new TreeMap<>();
  private final Set<NodeName> ended = new HashSet<>();
  private final List<Problem> problems = new ArrayList<>();

  public Deployment(Configuration configuration, DeployOptions options, DeployView view) {
    this.configuration = configuration;
    this.options = options;
    this.view = view;
  }

  /** Carries it out; no problems means that the cluster is as the configuration says. */
  public List<Problem> run() {
    try {
      for (NodeName node : configuration.nodes().keySet()) {
        links.put(
            node,
            NodeLink.open(
                options.ssh(), node, (link, message) -> inbox.add(new Said(link, message))));
      }
      try (ScheduledExecutorService heartbeat = heartbeat()) {
        SortedMap<NodeName, NodeMessage.Report> reports = reports();
        if (problems.isEmpty()) {
          carryOut(reports);
        }
        heartbeat.shutdownNow();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      problems.add(new Problem(Problem.Kind.TRANSPORT, "", "interrupted", "run this again"));
    } finally {
      links.values().forEach(NodeLink::close);
    }
    view.ended(problems);
    return List.copyOf(problems);
  }

  /** Keeps telling the nodes that somebody is there. */
  private ScheduledExecutorService heartbeat() {
    ScheduledExecutorService heartbeat =
        Executors.newSingleThreadScheduledExecutor(Thread.ofVirtual().factory());
    List<NodeLink> all = List.copyOf(links.values());
    long pause = DeployMessage.Alive.EVERY.toMillis();
    ScheduledFuture<?> _ =
        heartbeat.scheduleAtFixedRate(
            () -> all.forEach(link -> link.say(new DeployMessage.Alive())),
            pause,
            pause,
            TimeUnit.MILLISECONDS);
    return heartbeat;
  }

  private SortedMap<NodeName, NodeMessage.Report> reports() throws InterruptedException {
    SortedMap<NodeName, NodeMessage.Report> reports = new TreeMap<>();
    while (reports.size() + ended.size() < links.size()) {
      Said said = next("its report");
      if (said == null) {
        return reports;
      }
      if (said.message() instanceof NodeMessage.Report report) {
        if (report.protocol() == NodeMessage.PROTOCOL) {
          reports.put(said.link().node(), report);
        } else {
          problems.add(otherRelease(said.link().node(), report));
          ended.add(said.link().node());
        }
      }
    }
    return reports;
  }

  private static Problem otherRelease(NodeName node, NodeMessage.Report report) {
    return new Problem(
        Problem.Kind.ENVIRONMENT,
        "node " + node,
        "runs Flocker " + report.version() + ", which this one cannot talk to",
        "install the same release on all machines");
  }

  private void carryOut(SortedMap<NodeName, NodeMessage.Report> reports)
      throws InterruptedException {
    SortedMap<NodeName, NodeState> states = new TreeMap<>();
    reports.forEach((node, report) -> states.put(node, report.state()));
    ClusterState cluster = new ClusterState(states);
    Planner planner = Planner.of(configuration, cluster);
    SortedMap<NodeName, NodePlan> plans = new TreeMap<>();
    links.keySet().forEach(node -> plans.put(node, planner.planFor(node)));
    view.planned(plans, options.planOnly());
    if (options.planOnly()) {
      plans.values().forEach(plan -> problems.addAll(plan.refusals()));
      return;
    }
    if (plans.values().stream().anyMatch(Deployment::talksToPeers)) {
      introduce(reports);
    }
    if (problems.isEmpty()) {
      act(cluster, plans);
    }
  }

  private static boolean talksToPeers(NodePlan plan) {
    return plan.plan()
        .allSteps()
        .anyMatch(step ->
            step.action() instanceof Action.MoveVolumes
                || step.action() instanceof Action.ReclaimVolume);
  }

  private void introduce(SortedMap<NodeName, NodeMessage.Report> reports)
      throws InterruptedException {
    SortedMap<NodeName, PeerAddress> peers = new TreeMap<>();
    reports.forEach((node, report) ->
        peers.put(
            node,
            new PeerAddress(
                report.state().id(),
                options.ssh().user(),
                options.ssh().port(),
                report.hostKeys(),
                report.publicKey(),
                report.program())));
    links.values().forEach(link -> link.say(new DeployMessage.Meet(peers)));
    for (int ready = 0; ready < links.size() && problems.isEmpty(); ) {
      Said said = next("the keys of its peers to be in place");
      if (said != null && said.message() instanceof NodeMessage.Ready) {
        ready++;
      }
    }
  }

  private void act(ClusterState cluster, SortedMap<NodeName, NodePlan> plans)
      throws InterruptedException {
    for (Map.Entry<NodeName, NodeLink> link : links.entrySet()) {
      NodePlan plan = plans.get(link.getKey());
      if (plan != null && plan.isEmpty()) {
        end(link.getValue());
      } else {
        link.getValue().say(new DeployMessage.Apply(link.getKey(), configuration, cluster));
      }
    }
    while (ended.size() < links.size()) {
      Said said = next("the next step");
      if (said == null) {
        return;
      }
      if (said.message() instanceof NodeMessage.Told told) {
        relay(said.link(), told.notice());
      }
    }
  }

  /** The next message, or null once nothing has come for too long; ends are dealt with here. */
  private @Nullable Said next(String awaited) throws InterruptedException {
    Said said = inbox.poll(options.patience().toMillis(), TimeUnit.MILLISECONDS);
    if (said == null) {
      links.keySet().stream()
          .filter(node -> !ended.contains(node))
          .forEach(node -> problems.add(stalled(node, awaited)));
      return null;
    }
    NodeName node = said.link().node();
    if (!ended.contains(node)) {
      view.said(node, said.message());
    }
    if (said.message() instanceof NodeMessage.Ended end && !ended.contains(node)) {
      end.problems().forEach(problem -> problems.add(at(node, problem)));
      end(said.link());
    }
    return said;
  }

  private Problem stalled(NodeName node, String awaited) {
    return new Problem(
        Problem.Kind.TRANSPORT,
        "node " + node,
        "no progress for " + options.patience().toSeconds() + " s while waiting for " + awaited,
        "look at that node, then run this again; --timeout sets how long to wait");
  }

  private static Problem at(NodeName node, Problem problem) {
    String place = "node " + node;
    return problem.where().startsWith(place)
        ? problem
        : new Problem(
            problem.kind(),
            problem.where().isEmpty() ? place : place + ", " + problem.where(),
            problem.what(),
            problem.remedy());
  }

  private void end(NodeLink link) {
    if (ended.add(link.node())) {
      relay(link, new Notice.NodeEnded(link.node()));
    }
  }

  private void relay(NodeLink from, Notice notice) {
    links.values().stream()
        .filter(link -> link != from && !ended.contains(link.node()))
        .forEach(link -> link.say(new DeployMessage.Relayed(notice)));
  }
}
