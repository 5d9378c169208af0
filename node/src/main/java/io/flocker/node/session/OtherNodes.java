package io.flocker.node.session;

import io.flocker.core.plan.Action;

/** What other nodes do, for an action that waits for it. Safe for use by several threads. */
public interface OtherNodes {

  /** Returns once the volumes were handed over; throws if that is not to be waited for any more. */
  void await(Action.AwaitVolumes volumes);

  /** Returns once the application runs; throws if that is not to be waited for any more. */
  void await(Action.AwaitApplication application);

  /** Whether what was begun on another's wish shall be called off, as far as it still can be. */
  boolean isCalledOff();
}
