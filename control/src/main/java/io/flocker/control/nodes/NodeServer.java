package io.flocker.control.nodes;

import com.linecorp.armeria.server.Server;
import com.linecorp.armeria.server.grpc.GrpcService;
import io.flocker.api.certificate.ClusterId;
import io.flocker.api.certificate.Tls;
import io.flocker.control.cluster.Cluster;
import io.flocker.control.transport.MutualTls;
import io.flocker.core.model.NodeId;
import java.net.InetSocketAddress;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Predicate;

/**
 * Serves the node protocol on a port of its own. One thread measures time for all agents; their
 * messages are worked on by the threads of the network. Safe for use by several threads.
 */
public final class NodeServer implements AutoCloseable {

  private static final int LONGEST_MESSAGE = 16 << 20;

  private final Server server;
  private final Connections connections;
  private final Timer timer;
  private final ExecutorService worker;

  private NodeServer(Server server, Connections connections, Timer timer, ExecutorService worker) {
    this.server = server;
    this.connections = connections;
    this.timer = timer;
    this.worker = worker;
  }

  /** As below, for agents whose nodes have no volumes that Docker knows by their names. */
  public static NodeServer start(
      InetSocketAddress address,
      Tls tls,
      ClusterId clusterId,
      Cluster cluster,
      Wishes wishes,
      Predicate<NodeId> decommissioned,
      NodeRenewals renewals,
      NodeSettings settings,
      InstantSource clock) {
    return start(
        address,
        tls,
        clusterId,
        cluster,
        wishes,
        decommissioned,
        new NodeCalls(renewals, Optional.empty()),
        settings,
        clock);
  }

  /**
   * Starts to listen, and returns when agents can connect.
   *
   * @param address port 0 for any free one
   * @param tls must accept nodes only
   * @param decommissioned which nodes were taken out of the cluster; must not wait
   */
  public static NodeServer start(
      InetSocketAddress address,
      Tls tls,
      ClusterId clusterId,
      Cluster cluster,
      Wishes wishes,
      Predicate<NodeId> decommissioned,
      NodeCalls calls,
      NodeSettings settings,
      InstantSource clock) {
    Timer timer = new Timer();
    Connections connections =
        new Connections(
            clusterId, cluster, wishes, decommissioned, settings, timer, clock.instant());
    ExecutorService worker =
        Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("node-call-", 0).factory());
    NodeProtocolService service = new NodeProtocolService(tls, connections, calls, worker);
    Server server =
        MutualTls.server(address, tls)
            .requestTimeoutMillis(0)
            .maxRequestLength(0)
            .gracefulShutdownTimeoutMillis(0, 0)
            .service(
                GrpcService.builder()
                    .addService(service)
                    .maxRequestMessageLength(LONGEST_MESSAGE)
                    .build())
            .build();
    server.start().join();
    timer.every(settings.heartbeat().dividedBy(4), connections::tick);
    timer.every(settings.recheck(), service::recheck);
    return new NodeServer(server, connections, timer, worker);
  }

  /** The port that it listens on. */
  public int port() {
    return server.activeLocalPort();
  }

  /** Takes a node out: its agents are told and let go, and what they said is forgotten. */
  public void decommission(NodeId node) {
    connections.decommission(node);
  }

  /** Ends all connections; agents will try to come again. */
  @Override
  public void close() {
    timer.close();
    server.closeAsync().join();
    worker.shutdownNow();
  }
}
