package io.flocker.agent.uplink;

import io.flocker.core.model.NodeId;
import io.flocker.wire.UnitId;
import java.util.Set;

/**
 * Told about changes, one after the other, on the thread of the uplink. It must not wait: it takes
 * note and lets another thread do the work.
 */
public interface UplinkListener {

  /** The connection has changed. */
  default void stateChanged(UplinkState state) {}

  /**
   * Some wishes are different or gone; {@link Uplink#wishes} has them.
   *
   * @param units which ones; none if all that is new is that they are known in full
   */
  default void wishesChanged(Set<UnitId> units) {}

  /**
   * Some neighbours are different or gone; {@link Uplink#neighbours} has them.
   *
   * @param nodes which ones
   */
  default void neighboursChanged(Set<NodeId> nodes) {}
}
