package io.flocker.wire;

import io.flocker.core.model.NodeId;
import java.time.Instant;
import java.util.Optional;

/**
 * Another node.
 *
 * @param host where other nodes reach it
 * @param peerPort where its agent serves other nodes; 0: it serves none
 * @param driver the name of its volume driver; may be empty
 * @param unreachableSince empty while it is connected to the control service
 */
public record Neighbour(
    NodeId id,
    Optional<String> host,
    int peerPort,
    String driver,
    Optional<Instant> unreachableSince) {}
