package io.flocker.agent.peer;

import io.flocker.agent.peer.PeerDirectory.Entry;
import io.flocker.api.certificate.Identity;
import io.flocker.api.certificate.Tls;
import io.flocker.core.model.NodeName;
import io.flocker.core.problem.Problem;
import io.flocker.core.problem.ProblemException;
import io.flocker.node.peer.Peer;
import io.flocker.node.peer.PeerClient;
import io.flocker.node.peer.PeerMessage;
import io.flocker.node.peer.PeerTransport;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import javax.net.ssl.SSLSocket;

/**
 * Reaches the agents of other nodes, and makes sure by their certificates that it is they. Safe for
 * use by several threads.
 */
public final class TlsPeerTransport implements PeerTransport {

  private static final int BUFFER = 1 << 16;

  private final Tls tls;
  private final PeerMessage.Hello self;
  private final PeerDirectory directory;
  private final Duration patience;

  /**
   * @param tls a client's end that means to reach nodes
   * @param patience how long each step may take until the other node has greeted us
   */
  public TlsPeerTransport(
      Tls tls, PeerMessage.Hello self, PeerDirectory directory, Duration patience) {
    this.tls = tls;
    this.self = self;
    this.directory = directory;
    this.patience = patience;
  }

  @Override
  public Peer connect(NodeName node) {
    Entry entry =
        directory
            .find(node)
            .orElseThrow(() ->
                problem(
                    node,
                    "its agent is not known to take volumes in",
                    "start flocker-agent there; it is tried again by itself"));
    try {
      SSLSocket socket = open(entry);
      try {
        requireNode(node, entry, socket);
        PeerClient peer =
            new PeerClient(
                node,
                new BufferedInputStream(socket.getInputStream(), BUFFER),
                socket.getOutputStream(),
                self,
                () -> "",
                socket);
        // It has greeted us. From now on it may work for long before it says something.
        socket.setSoTimeout(0);
        return peer;
      } catch (IOException | RuntimeException e) {
        socket.close();
        throw e;
      }
    } catch (IOException e) {
      ProblemException problem =
          problem(
              node,
              "its agent at %s port %d cannot be reached: %s"
                  .formatted(entry.host(), entry.port(), e.getMessage()),
              "see that it runs and that nothing between the nodes blocks the port; it is tried"
                  + " again by itself");
      problem.addSuppressed(e);
      throw problem;
    }
  }

  private SSLSocket open(Entry entry) throws IOException {
    Socket plain = new Socket();
    try {
      plain.connect(
          new InetSocketAddress(entry.host(), entry.port()), Math.toIntExact(patience.toMillis()));
      PeerSockets.prepare(plain);
      SSLSocket socket =
          (SSLSocket)
              tls.context()
                  .getSocketFactory()
                  .createSocket(plain, entry.host(), entry.port(), true);
      socket.setSSLParameters(tls.parameters());
      socket.setSoTimeout(Math.toIntExact(patience.toMillis()));
      socket.startHandshake();
      return socket;
    } catch (IOException | RuntimeException e) {
      plain.close();
      throw e;
    }
  }

  private void requireNode(NodeName node, Entry entry, SSLSocket socket) throws IOException {
    if (!(tls.peer(socket.getSession()) instanceof Identity.Node found)
        || !found.node().equals(entry.id())) {
      throw problem(
          node,
          "at %s port %d another node answers than %s"
              .formatted(entry.host(), entry.port(), entry.id()),
          "see which machine has this address, and whose node.crt it has");
    }
  }

  private static ProblemException problem(NodeName node, String what, String remedy) {
    return new ProblemException(new Problem(Problem.Kind.TRANSPORT, "node " + node, what, remedy));
  }
}
