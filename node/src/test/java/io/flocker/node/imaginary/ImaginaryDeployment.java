package io.flocker.node.imaginary;

import io.flocker.core.model.Configuration;
import io.flocker.core.model.DatasetId;
import io.flocker.core.model.NodeName;
import io.flocker.core.plan.NodePlan;
import io.flocker.core.plan.Plan;
import io.flocker.core.plan.Planner;
import io.flocker.core.problem.Problem;
import io.flocker.core.state.ClusterState;
import io.flocker.core.state.NodeState;
import io.flocker.node.move.Mover;
import io.flocker.node.peer.PeerMessage;
import io.flocker.node.peer.PeerTransport;
import io.flocker.node.session.ActionExecutor;
import io.flocker.node.session.Notice;
import io.flocker.node.session.NoticeBoard;
import io.flocker.node.session.PlanListener;
import io.flocker.node.session.PlanRunner;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;

/** One run of the real planner, runner, executor and mover over imaginary hosts. */
final class ImaginaryDeployment {

  private final Map<NodeName, ImaginaryHost> hosts = new TreeMap<>();
  private final Map<NodeName, NoticeBoard> boards = new TreeMap<>();

  ImaginaryDeployment(List<ImaginaryHost> all) {
    all.forEach(host -> {
      hosts.put(host.name, host);
      boards.put(host.name, new NoticeBoard());
    });
  }

  /** What each node would do now. */
  SortedMap<NodeName, NodePlan> plans(Configuration configuration) {
    SortedMap<NodeName, NodeState> states = new TreeMap<>();
    hosts.forEach((name, host) -> states.put(name, host.state()));
    Planner planner = Planner.of(configuration, new ClusterState(states));
    SortedMap<NodeName, NodePlan> plans = new TreeMap<>();
    hosts.keySet().forEach(name -> plans.put(name, planner.planFor(name)));
    return plans;
  }

  /** Runs it; a host whose process is killed says nothing more. Returns what went wrong. */
  List<Problem> run(Configuration configuration) throws InterruptedException {
    List<Problem> problems = Collections.synchronizedList(new ArrayList<>());
    SortedMap<NodeName, NodePlan> plans = plans(configuration);
    List<Thread> threads = new ArrayList<>();
    plans.forEach((name, plan) ->
        threads.add(
            Thread.ofPlatform()
                .start(() -> {
                  problems.addAll(plan.refusals());
                  try {
                    problems.addAll(runner(host(name)).run(plan.plan()));
                  } catch (Fault e) {
                    problems.add(new Problem(Problem.Kind.TRANSPORT, name.value(), "killed", ""));
                  } finally {
                    relay(name, new Notice.NodeEnded(name));
                  }
                })));
    for (Thread thread : threads) {
      thread.join();
    }
    for (ImaginaryHost host : hosts.values()) {
      host.settle();
    }
    return problems;
  }

  private ImaginaryHost host(NodeName name) {
    return Objects.requireNonNull(hosts.get(name));
  }

  private PlanRunner runner(ImaginaryHost host) {
    PlanListener listener = new Listener(host.name);
    NoticeBoard board = Objects.requireNonNull(boards.get(host.name));
    PeerMessage.Hello hello =
        new PeerMessage.Hello(PeerMessage.PROTOCOL, host.id, host.driver.name());
    PeerTransport transport = target -> host(target).connect(hello);
    Mover mover =
        new Mover(
            host.id,
            host.driver,
            host.containers,
            host.locks,
            transport,
            () -> Long.toString(UUID.randomUUID().getMostSignificantBits() >>> 1, 36));
    ActionExecutor executor =
        new ActionExecutor(
            host.id,
            host.name,
            host.driver,
            host.locks,
            host.containers,
            host.router,
            datasets -> {
              host.known.clear();
              host.known.addAll(datasets);
            },
            transport,
            mover,
            board,
            listener);
    return new PlanRunner(host.name, executor::execute, listener);
  }

  private void relay(NodeName from, Notice notice) {
    boards.forEach((name, board) -> {
      if (!name.equals(from)) {
        board.post(notice);
      }
    });
  }

  private final class Listener implements PlanListener {

    private final NodeName self;

    Listener(NodeName self) {
      this.self = self;
    }

    @Override
    public void began(Plan.Step step) {}

    @Override
    public void ended(Plan.Step step, Duration took) {}

    @Override
    public void tell(Notice notice) {
      // A killed process tells nobody anything.
      if (!host(self).fault.isDead()) {
        relay(self, notice);
      }
    }

    @Override
    public void phase(List<DatasetId> datasets, Phase phase) {}

    @Override
    public void sent(DatasetId dataset, long bytes) {}
  }
}
