package io.flocker.agent.uplink;

import io.flocker.wire.UnitId;
import io.flocker.wire.Wish;
import io.flocker.wire.WishRevision;
import java.util.Map;
import java.util.Optional;

/**
 * What the control service wants of this node, as far as this process was told. Immutable.
 *
 * @param revision the last one that is here in full; while it is empty, what is not mentioned may
 *     still be wanted
 */
public record WishList(Optional<WishRevision> revision, Map<UnitId, Wish> units) {}
