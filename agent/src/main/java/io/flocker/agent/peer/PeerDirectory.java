package io.flocker.agent.peer;

import io.flocker.core.model.NodeId;
import io.flocker.core.model.NodeName;
import java.util.Optional;

/** How other nodes are reached. Safe for use by several threads. */
@FunctionalInterface
public interface PeerDirectory {

  /**
   * Another node.
   *
   * @param host name or address
   * @param port where its agent takes volumes in
   */
  record Entry(NodeId id, String host, int port) {}

  /** The node of this name; empty if it is not known or takes no volumes. */
  Optional<Entry> find(NodeName name);
}
