package io.flocker.control.nodes;

import io.flocker.core.model.NodeId;
import io.flocker.wire.WishRevision;
import java.util.Optional;

/**
 * What each node's agents should bring about. A node may have two agents, for datasets and for
 * containers; both are told everything and work on their own half. Safe for use by several threads.
 */
public interface Wishes {

  /**
   * Tells about a node's wishes from now on: at once what leads from {@code since} to the present
   * ones, or all of them, then each change.
   *
   * @param since what the agent has in full already
   */
  Subscription subscribe(NodeId node, Optional<WishRevision> since, Receiver receiver);

  /** Gets the updates of one subscription, one after the other. */
  interface Receiver {

    /** Takes an update. It neither waits nor calls back: it may be called inside of locks. */
    void receive(WishUpdate update);
  }

  /** Ends with {@link #close}, after which at most one more update arrives. */
  interface Subscription extends AutoCloseable {

    @Override
    void close();
  }
}
