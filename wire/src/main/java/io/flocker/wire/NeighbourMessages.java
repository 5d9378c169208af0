package io.flocker.wire;

import io.flocker.core.model.NodeId;

/** Neighbours as messages. */
public final class NeighbourMessages {

  private NeighbourMessages() {}

  /** As a message. */
  public static io.flocker.protocol.v1.Neighbour write(Neighbour neighbour) {
    return io.flocker.protocol.v1.Neighbour.newBuilder()
        .setNode(neighbour.id().toString())
        .setHost(neighbour.host().orElse(""))
        .setPeerPort(neighbour.peerPort())
        .setDriver(neighbour.driver())
        .setUnreachableSinceMs(Texts.milliseconds(neighbour.unreachableSince()))
        .build();
  }

  /** From a message; throws IllegalArgumentException that says what does not fit. */
  public static Neighbour read(io.flocker.protocol.v1.Neighbour message) {
    return new Neighbour(
        node(message.getNode()),
        Texts.optional(message.getHost()),
        message.getPeerPort(),
        message.getDriver(),
        Texts.time(message.getUnreachableSinceMs()));
  }

  /** A node's id; throws IllegalArgumentException for anything else. */
  public static NodeId node(String text) {
    return Texts.node(text);
  }
}
