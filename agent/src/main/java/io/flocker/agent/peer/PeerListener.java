package io.flocker.agent.peer;

import io.flocker.agent.socket.Acceptor;
import io.flocker.api.certificate.Identity;
import io.flocker.api.certificate.Tls;
import io.flocker.core.model.DatasetId;
import io.flocker.core.model.NodeId;
import io.flocker.core.problem.Problem;
import io.flocker.core.problem.ProblemException;
import io.flocker.node.peer.PeerPolicy;
import io.flocker.node.peer.PeerServer;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.Function;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;

/**
 * Takes volumes in from other agents. Each connection has a virtual thread of its own and speaks
 * for the node that its certificate names.
 */
public final class PeerListener implements AutoCloseable {

  private static final int BUFFER = 1 << 16;
  private static final Duration HANDSHAKE = Duration.ofSeconds(10);

  private final Tls tls;
  private final Function<PeerPolicy, PeerServer> servers;
  private final Consumer<DatasetId> arrived;
  private final Consumer<ProblemException> report;
  private final SSLServerSocket socket;
  private final Acceptor<SSLSocket> acceptor;

  private PeerListener(
      Tls tls,
      Function<PeerPolicy, PeerServer> servers,
      Consumer<DatasetId> arrived,
      Consumer<ProblemException> report,
      SSLServerSocket socket) {
    this.tls = tls;
    this.servers = servers;
    this.arrived = arrived;
    this.report = report;
    this.socket = socket;
    this.acceptor =
        new Acceptor<>(
            "peer",
            socket,
            () -> (SSLSocket) socket.accept(),
            this::serve,
            e -> report.accept(problem("no connection could be taken: " + e.getMessage())));
  }

  /**
   * Listens from now on.
   *
   * @param tls a server's end that lets nodes in
   * @param address with port 0 for any that is free
   * @param servers the answering side for one conversation, with the policy that it must have
   * @param arrived told of each dataset that this node has come to own, by the connection's threads
   * @param report told of connections that ended badly, by their threads
   * @throws ProblemException if the port cannot be had
   */
  public static PeerListener start(
      Tls tls,
      InetSocketAddress address,
      Function<PeerPolicy, PeerServer> servers,
      Consumer<DatasetId> arrived,
      Consumer<ProblemException> report) {
    try {
      SSLServerSocket socket =
          (SSLServerSocket) tls.context().getServerSocketFactory().createServerSocket();
      socket.setSSLParameters(tls.parameters());
      socket.setReuseAddress(true);
      socket.bind(address);
      PeerListener listener = new PeerListener(tls, servers, arrived, report, socket);
      listener.acceptor.start();
      return listener;
    } catch (IOException e) {
      throw new ProblemException(
          new Problem(
              Problem.Kind.ENVIRONMENT,
              address.toString(),
              "the port for volumes from other nodes cannot be had: " + e.getMessage(),
              "see what else listens there (ss -ltnp), or choose another peer port"),
          e);
    }
  }

  /** The port that it listens on. */
  public int port() {
    return socket.getLocalPort();
  }

  private void serve(SSLSocket connection) {
    try (connection) {
      PeerSockets.prepare(connection);
      connection.setSoTimeout(Math.toIntExact(HANDSHAKE.toMillis()));
      connection.startHandshake();
      connection.setSoTimeout(0);
      if (!(tls.peer(connection.getSession()) instanceof Identity.Node caller)) {
        throw new IOException("the caller is not a node");
      }
      try (PeerServer server = servers.apply(new OnlyAs(caller.node()))) {
        server.serve(
            new BufferedInputStream(connection.getInputStream(), BUFFER),
            connection.getOutputStream());
      }
    } catch (IOException | UncheckedIOException e) {
      if (!acceptor.isClosed()) {
        report.accept(
            problem("from " + connection.getRemoteSocketAddress() + ": " + e.getMessage()));
      }
    } catch (ProblemException e) {
      report.accept(e);
    }
  }

  /** A node may speak for itself alone. */
  private final class OnlyAs implements PeerPolicy {

    private final NodeId node;

    OnlyAs(NodeId node) {
      this.node = node;
    }

    @Override
    public void admit(NodeId caller) {
      if (!caller.equals(node)) {
        throw problem("node " + node + " says that it is node " + caller);
      }
    }

    @Override
    public void arrived(DatasetId dataset) {
      arrived.accept(dataset);
    }
  }

  private static ProblemException problem(String what) {
    return new ProblemException(
        new Problem(
            Problem.Kind.TRANSPORT,
            "a connection of another node",
            what,
            "the other node tries again; nothing was committed that was not confirmed"));
  }

  /** Listens no more and ends all conversations. */
  @Override
  public void close() {
    acceptor.close();
  }
}
