package io.flocker.node.peer;

import io.flocker.core.model.NodeName;

/** The way to other nodes: SSH without a control service, TLS between agents. */
@FunctionalInterface
public interface PeerTransport {

  /** Connects, or throws a problem of kind TRANSPORT that names the node and why. */
  Peer connect(NodeName node);
}
