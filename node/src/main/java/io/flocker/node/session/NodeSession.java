package io.flocker.node.session;

import io.flocker.core.model.NodeId;
import io.flocker.core.model.NodeName;
import io.flocker.core.plan.NodePlan;
import io.flocker.core.plan.PlanText;
import io.flocker.core.plan.Planner;
import io.flocker.core.problem.Problem;
import io.flocker.core.problem.ProblemException;
import io.flocker.node.move.Mover;
import io.flocker.node.peer.PeerMessage;
import io.flocker.node.peer.PeerTransport;
import io.flocker.node.ssh.PeerAddress;
import io.flocker.node.ssh.SshPeerTransport;
import java.io.InputStream;
import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * A deployment's conversation with one node: the node reports, meets its peers, and then makes
 * itself what the configuration says, by the plan that it makes itself. When the other side goes
 * away, what is not frozen yet is called off; what is frozen goes on to its end.
 */
public final class NodeSession {

  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final Node node;
  private final Inbox in;
  private final MessageWriter out;
  private final NoticeBoard board = new NoticeBoard();

  public NodeSession(Node node, InputStream in, PrintStream out) {
    this.node = node;
    this.in = new Inbox(in);
    this.out = new MessageWriter(out, step -> PlanText.describe(step.action()));
  }

  /**
   * Runs it to the end.
   *
   * @param version of this program
   * @return whether the node is as wanted
   */
  public boolean run(String version) {
    List<Problem> problems;
    try (DeploymentLock _ =
        DeploymentLock.take(
            node.files(), PATIENCE, reason -> out.write(new NodeMessage.Waiting(reason)))) {
      problems = converse(version);
    } catch (ProblemException e) {
      problems = e.problems();
    }
    out.write(new NodeMessage.Ended(problems));
    return problems.isEmpty();
  }

  private List<Problem> converse(String version) {
    out.write(
        new NodeMessage.Report(
            NodeMessage.PROTOCOL,
            version,
            node.discovery().observe(),
            node.keys().publicKey(),
            node.keys().hostKeys(),
            node.peerCommand()));
    Map<NodeName, PeerAddress> peers = Map.of();
    for (Optional<DeployMessage> said = in.next(); said.isPresent(); said = in.next()) {
      switch (said.get()) {
        case DeployMessage.Meet meet -> {
          peers = meet.peers();
          node.keys().admit(meet.peers().values(), node.peerCommand());
          out.write(new NodeMessage.Ready());
        }
        case DeployMessage.Apply apply -> {
          return apply(apply, peers);
        }
        case DeployMessage.Relayed relayed -> board.post(relayed.notice());
        case DeployMessage.Alive _ -> {}
      }
    }
    return List.of(
        new Problem(
            Problem.Kind.TRANSPORT,
            "",
            "the deployment went away before anything was done",
            "run it again"));
  }

  private List<Problem> apply(DeployMessage.Apply apply, Map<NodeName, PeerAddress> peers) {
    Thread.ofVirtual().start(this::listen);
    NodeId self = node.id();
    PeerTransport transport =
        new SshPeerTransport(
            node.files(),
            new PeerMessage.Hello(PeerMessage.PROTOCOL, self, node.driver().name()),
            peers);
    Mover mover =
        new Mover(
            self,
            node.driver(),
            node.containers(),
            node.locks(),
            transport,
            () -> Long.toString(UUID.randomUUID().getMostSignificantBits() >>> 1, 36));
    ActionExecutor executor =
        new ActionExecutor(
            self,
            apply.self(),
            node.driver(),
            node.locks(),
            node.containers(),
            node.router(),
            node.known()::merge,
            transport,
            mover,
            board,
            out);
    NodePlan plan = Planner.plan(apply.configuration(), apply.cluster(), apply.self());
    List<Problem> problems = new ArrayList<>(plan.refusals());
    problems.addAll(new PlanRunner(apply.self(), executor::execute, out).run(plan.plan()));
    return problems;
  }

  /** Takes in what the other nodes tell, until the deployment ends. */
  private void listen() {
    for (Optional<DeployMessage> said = in.next(); said.isPresent(); said = in.next()) {
      if (said.get() instanceof DeployMessage.Relayed relayed) {
        board.post(relayed.notice());
      }
    }
    board.close();
  }
}
