package io.flocker.node.ssh;

import io.flocker.core.model.NodeName;
import io.flocker.core.problem.Problem;
import io.flocker.core.problem.ProblemException;
import io.flocker.node.NodeFiles;
import io.flocker.node.peer.Peer;
import io.flocker.node.peer.PeerClient;
import io.flocker.node.peer.PeerMessage;
import io.flocker.node.peer.PeerTransport;
import java.util.Map;
import java.util.Optional;

/**
 * Reaches peers with this node's own key, which opens nothing there but the peer protocol, and
 * checks their host keys against what they themselves told the deployment.
 */
public final class SshPeerTransport implements PeerTransport {

  private final NodeFiles files;
  private final PeerMessage.Hello self;
  private final Map<NodeName, PeerAddress> peers;

  public SshPeerTransport(
      NodeFiles files, PeerMessage.Hello self, Map<NodeName, PeerAddress> peers) {
    this.files = files;
    this.self = self;
    this.peers = Map.copyOf(peers);
  }

  @Override
  public Peer connect(NodeName node) {
    PeerAddress address = peers.get(node);
    if (address == null) {
      throw new ProblemException(
          new Problem(
              Problem.Kind.TRANSPORT,
              "node " + node,
              "this node was not told how to reach it",
              "add it to the deployment"));
    }
    boolean checkable = !address.hostKeys().isEmpty();
    SshSettings settings =
        new SshSettings(
            address.user(),
            address.port(),
            Optional.of(files.key()),
            Optional.of(files.knownHosts()),
            checkable,
            Optional.of(address.id().toString()));
    SshProcess process = SshProcess.start(settings, node, address.peerCommand());
    return new PeerClient(
        node, process.output(), process.input(), self, process::lastWords, process);
  }
}
