package io.flocker.control.nodes;

import java.time.Duration;

/**
 * The times of the node protocol.
 *
 * @param heartbeat whoever has said nothing for this long says that it is there
 * @param deadAfter whoever has not been heard, or has taken nothing, for this long is given up
 * @param probe how long an agent may take to answer when another process claims to be its node
 * @param recheck how often the certificate of a connection is looked at again: it may have expired
 *     or been revoked since the handshake
 */
public record NodeSettings(
    Duration heartbeat, Duration deadAfter, Duration probe, Duration recheck) {

  /** What the product uses. */
  public static final NodeSettings STANDARD =
      new NodeSettings(
          Duration.ofSeconds(10),
          Duration.ofSeconds(30),
          Duration.ofSeconds(3),
          Duration.ofMinutes(1));
}
