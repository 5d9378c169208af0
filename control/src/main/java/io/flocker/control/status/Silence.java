package io.flocker.control.status;

import io.flocker.core.model.NodeId;
import java.time.Instant;
import java.util.Optional;

/**
 * Why nothing new is known of a node.
 *
 * @param since when it was last heard from; empty if it was not since the control service started
 * @param words the rest of a sentence that begins with the node
 */
public record Silence(NodeId node, Optional<Instant> since, String words) {

  static Silence lost(NodeId node, Instant since) {
    return new Silence(node, Optional.of(since), "is unreachable since " + since);
  }

  static Silence unheard(NodeId node) {
    return new Silence(
        node, Optional.empty(), "has not been heard from since the control service started");
  }

  static Silence without(NodeId node, String agent) {
    return new Silence(node, Optional.empty(), "runs no agent for " + agent);
  }
}
