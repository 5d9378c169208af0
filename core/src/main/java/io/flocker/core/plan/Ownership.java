package io.flocker.core.plan;

import io.flocker.core.model.NodeName;
import io.flocker.core.problem.Problem;
import io.flocker.core.state.ObservedVolume;
import java.util.Optional;

/** Who owns a dataset, judged from all that was reported. A dataset never heard of has none. */
sealed interface Ownership {

  /**
   * One node of the deployment owns it, beyond doubt.
   *
   * @param copy the owner's copy
   * @param reclaim what settles a hand-off by the owner that was cut short
   */
  record Owned(NodeName node, ObservedVolume copy, Optional<Reclaim> reclaim) implements Ownership {

    /** Whether the owner can use it now. */
    boolean isLive() {
      return copy.writable() && copy.path().isPresent() && copy.record().head().isEmpty();
    }
  }

  /** It is not known which copy is the right one, or it was not seen. */
  record Unclear(Problem problem) implements Ownership {}

  /**
   * See {@link Action.ReclaimVolume}.
   *
   * @param target to which the dataset was being handed
   * @param epoch under which the owner goes on
   */
  record Reclaim(NodeName target, long epoch) {}
}
