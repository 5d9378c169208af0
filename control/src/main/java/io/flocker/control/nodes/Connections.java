package io.flocker.control.nodes;

import io.flocker.api.certificate.ClusterId;
import io.flocker.control.cluster.Cluster;
import io.flocker.control.cluster.ClusterChange;
import io.flocker.control.cluster.NodeSnapshot;
import io.flocker.core.model.NodeId;
import io.flocker.protocol.v1.Refused;
import io.flocker.protocol.v1.Welcome;
import io.flocker.wire.AgentHello;
import io.flocker.wire.CertificateState;
import io.flocker.wire.Neighbour;
import io.flocker.wire.ProtocolVersion;
import io.flocker.wire.ReportDelta;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All connections of agents: who may join, who is alive, and what each is told. Safe for use by
 * several threads.
 *
 * <p>The lock of this object makes joining one step: who is present, and what the cluster knows,
 * change together. Listeners of the cluster run inside of it and must not wait (see {@link
 * Cluster#listen}).
 */
final class Connections implements AgentConnection.Owner {

  private static final Logger LOG = LoggerFactory.getLogger(Connections.class);

  private final ClusterId clusterId;
  private final Cluster cluster;
  private final Wishes wishes;
  private final Predicate<NodeId> decommissioned;
  private final NodeSettings settings;
  private final Timer timer;
  private final Instant started;
  private final Set<AgentConnection> open = ConcurrentHashMap.newKeySet();
  private final Map<NodeId, List<AgentConnection>> joined = new HashMap<>();

  Connections(
      ClusterId clusterId,
      Cluster cluster,
      Wishes wishes,
      Predicate<NodeId> decommissioned,
      NodeSettings settings,
      Timer timer,
      Instant started) {
    this.clusterId = clusterId;
    this.cluster = cluster;
    this.wishes = wishes;
    this.decommissioned = decommissioned;
    this.settings = settings;
    this.timer = timer;
    this.started = started;
    cluster.listen(this::changed);
  }

  void opened(AgentConnection connection) {
    open.add(connection);
  }

  Set<AgentConnection> open() {
    return open;
  }

  @Override
  public void hello(AgentConnection newcomer, AgentHello hello) {
    if (hello.protocolMajor() != ProtocolVersion.MAJOR) {
      newcomer.refuse(
          Refused.Reason.REASON_WRONG_PROTOCOL,
          "the agent of node "
              + newcomer.node()
              + " speaks version "
              + hello.protocolMajor()
              + " of the node protocol, the control service version "
              + ProtocolVersion.MAJOR,
          "install the same release of Flocker on the node and on the control service's machine");
    } else if (decommissioned.test(newcomer.node())) {
      refuseDecommissioned(newcomer);
    } else if (!hello.datasets() && !hello.containers()) {
      newcomer.refuse(
          Refused.Reason.REASON_BAD_MESSAGE,
          "the agent of node " + newcomer.node() + " works neither on datasets nor on containers",
          "start it with at least one of its halves");
    } else {
      admit(newcomer, hello);
    }
  }

  private static void refuseDecommissioned(AgentConnection connection) {
    connection.refuse(
        Refused.Reason.REASON_DECOMMISSIONED,
        "node " + connection.node() + " was taken out of the cluster",
        "uninstall the agent there, or give the machine a new node certificate to make it a new"
            + " node");
  }

  private void admit(AgentConnection newcomer, AgentHello hello) {
    List<AgentConnection> replaced = new ArrayList<>();
    List<AgentConnection> rivals = new ArrayList<>();
    synchronized (this) {
      List<AgentConnection> present =
          joined.computeIfAbsent(newcomer.node(), _ -> new ArrayList<>());
      if (newcomer.hasEnded() || present.contains(newcomer)) {
        return;
      }
      for (AgentConnection other : present) {
        AgentHello said = other.hello().orElseThrow();
        if (said.processId().equals(hello.processId())) {
          replaced.add(other);
        } else if (NodeSnapshot.conflict(said, hello)) {
          rivals.add(other);
        }
      }
      if (rivals.isEmpty()) {
        present.removeAll(replaced);
        present.add(newcomer);
        welcome(newcomer, hello);
      }
    }
    replaced.forEach(old -> old.drop("the same agent has connected again"));
    if (!rivals.isEmpty()) {
      challenge(newcomer, hello, rivals);
    }
  }

  private void welcome(AgentConnection newcomer, AgentHello hello) {
    long revision = cluster.join(newcomer.node(), newcomer.number(), hello, newcomer.seenAs());
    newcomer.shown().ifPresent(state -> certificate(newcomer, state));
    newcomer
        .outbox()
        .welcome(
            Welcome.newBuilder()
                .setClusterId(clusterId.toString())
                .setProtocolMajor(ProtocolVersion.MAJOR)
                .setProtocolMinor(ProtocolVersion.MINOR)
                .setHeartbeatMs((int) settings.heartbeat().toMillis())
                .setDeadAfterMs((int) settings.deadAfter().toMillis())
                .setReportRevision(revision)
                .setSeenAs(newcomer.seenAs())
                .build());
    newcomer.subscribed(
        wishes.subscribe(
            newcomer.node(),
            hello.wishes(),
            update -> {
              newcomer.outbox().wishes(update, this::neighbour);
              newcomer.wake();
            }));
    newcomer.wake();
    if (newcomer.hasEnded()) {
      ended(newcomer);
    }
  }

  /**
   * Another process speaks for the same node. Perhaps it is dead and nobody has noticed yet: who
   * does not answer makes room. Who answers is right, and the newcomer is refused.
   */
  private void challenge(AgentConnection newcomer, AgentHello hello, List<AgentConnection> rivals) {
    long asked = System.nanoTime();
    for (AgentConnection rival : rivals) {
      rival.ask(() -> {
        if (rival.hasEnded()) {
          admit(newcomer, hello);
        } else {
          refuseDuplicate(newcomer, rival);
        }
      });
    }
    timer.after(
        settings.probe(),
        () -> {
          rivals.stream()
              .filter(rival -> rival.silence(asked) >= 0)
              .forEach(rival -> giveUp(rival, "another process speaks for its node"));
          admit(newcomer, hello);
        });
  }

  private static void refuseDuplicate(AgentConnection newcomer, AgentConnection first) {
    if (!newcomer.hasEnded()) {
      LOG.warn(
          "two agents speak for node {}: at {} (connected from {}), which stays, and at {}"
              + " (connected from {}), which is refused",
          newcomer.node(),
          first.host(),
          first.seenAs(),
          newcomer.host(),
          newcomer.seenAs());
    }
    newcomer.refuse(
        Refused.Reason.REASON_DUPLICATE_IDENTITY,
        "node "
            + newcomer.node()
            + " is already spoken for by an agent at "
            + first.host()
            + " (connected from "
            + first.seenAs()
            + "), which answers; this one is at "
            + newcomer.host()
            + " (connected from "
            + newcomer.seenAs()
            + ")",
        "give each machine a node certificate of its own (flocker-ca create-node-certificate), or"
            + " stop the other agent");
  }

  private void giveUp(AgentConnection connection, String why) {
    LOG.info("the connection of the {} is given up: {}", connection, why);
    remove(connection);
    connection.drop(why);
    cluster.leave(connection.node(), connection.number());
  }

  private synchronized void remove(AgentConnection connection) {
    List<AgentConnection> present = joined.get(connection.node());
    if (present != null && present.remove(connection) && present.isEmpty()) {
      joined.remove(connection.node());
    }
  }

  @Override
  public void report(AgentConnection connection, ReportDelta delta) {
    cluster.report(connection.node(), connection.number(), delta);
    connection.outbox().reportSeen(delta.revision());
    connection.wake();
  }

  @Override
  public void certificate(AgentConnection connection, CertificateState state) {
    cluster.certificate(connection.node(), connection.number(), state);
  }

  @Override
  public void ended(AgentConnection connection) {
    open.remove(connection);
    remove(connection);
    cluster.leave(connection.node(), connection.number());
  }

  /** Takes a node out: its agents are told and let go, and what they said is forgotten. */
  void decommission(NodeId node) {
    open.stream()
        .filter(connection -> connection.node().equals(node))
        .forEach(Connections::refuseDecommissioned);
    cluster.forget(node);
  }

  /** To be called a few times in each heartbeat. */
  void tick() {
    long now = System.nanoTime();
    for (AgentConnection connection : open) {
      if (connection.silence(now) > settings.deadAfter().toNanos()) {
        giveUp(connection, "nothing was heard for " + settings.deadAfter());
      } else if (connection.quiet(now) > settings.heartbeat().toNanos()) {
        if (connection.quiet(now) > settings.deadAfter().toNanos()) {
          giveUp(connection, "it has taken nothing for " + settings.deadAfter());
        } else {
          connection.outbox().alive();
          connection.wake();
        }
      }
    }
  }

  private void changed(ClusterChange change) {
    if (change.presence()) {
      for (AgentConnection connection : open) {
        if (connection.outbox().neighbour(change.node(), this::neighbour)) {
          connection.wake();
        }
      }
    }
  }

  private Neighbour neighbour(NodeId node) {
    return cluster
        .now()
        .node(node)
        .map(NodeSnapshot::neighbour)
        .orElseGet(() -> new Neighbour(node, Optional.empty(), 0, "", Optional.of(started)));
  }
}
