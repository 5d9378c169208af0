package io.flocker.control.nodes;

import io.flocker.control.volumes.VolumeCalls;
import java.util.Optional;

/**
 * What answers the calls of nodes that are no part of their streams.
 *
 * @param volumes empty where nobody answers them, as in an older release
 */
public record NodeCalls(NodeRenewals renewals, Optional<VolumeCalls> volumes) {}
