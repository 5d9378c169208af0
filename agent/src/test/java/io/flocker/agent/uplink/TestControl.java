package io.flocker.agent.uplink;

import io.flocker.control.cluster.Cluster;
import io.flocker.control.cluster.NodeSnapshot;
import io.flocker.control.nodes.NodeRenewals;
import io.flocker.control.nodes.NodeServer;
import io.flocker.control.nodes.NodeSettings;
import io.flocker.control.nodes.WishBoard;
import io.flocker.core.model.NodeId;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.InstantSource;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/** A control service's end of the node protocol, with nothing behind it but memory. */
final class TestControl implements AutoCloseable {

  final Cluster cluster = new Cluster(InstantSource.system());
  final WishBoard board = new WishBoard();
  final Set<NodeId> decommissioned = ConcurrentHashMap.newKeySet();
  private final NodeServer server;

  TestControl(TestCluster of, int port, NodeSettings settings) throws IOException {
    this(of, port, settings, of::renewals);
  }

  TestControl(
      TestCluster of, int port, NodeSettings settings, Function<Cluster, NodeRenewals> renewals)
      throws IOException {
    server =
        NodeServer.start(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), port),
            of.control(),
            of.id(),
            cluster,
            board,
            decommissioned::contains,
            renewals.apply(cluster),
            settings,
            InstantSource.system());
  }

  int port() {
    return server.port();
  }

  NodeServer server() {
    return server;
  }

  /** What it knows of a node, which must be known. */
  NodeSnapshot node(NodeId id) {
    return cluster.now().node(id).orElseThrow(() -> new AssertionError(id + " is not known"));
  }

  @Override
  public void close() {
    server.close();
  }
}
