package io.flocker.node.ssh;

import io.flocker.core.model.NodeId;
import java.util.List;

/**
 * How the nodes of a deployment reach each other.
 *
 * @param id who is there
 * @param user the login name
 * @param port sshd's port
 * @param hostKeys the public halves of sshd's keys, as its own files say
 * @param publicKey the node's own key, to be let in by its peers for transfers only
 * @param peerCommand what a peer's key may run there
 */
public record PeerAddress(
    NodeId id, String user, int port, List<String> hostKeys, String publicKey, String peerCommand) {

  public PeerAddress {
    hostKeys = List.copyOf(hostKeys);
  }
}
