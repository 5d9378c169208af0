package io.flocker.node.peer;

import io.flocker.core.model.DatasetId;
import io.flocker.core.model.NodeId;

/** Whom a node takes volumes from, and who is told of those that came. */
public interface PeerPolicy {

  /** For a caller whom the transport has checked already, and nobody to tell. */
  PeerPolicy TRUSTING =
      new PeerPolicy() {
        @Override
        public void admit(NodeId caller) {}

        @Override
        public void arrived(DatasetId dataset) {}
      };

  /** Returns if the caller may be who it says; throws {@code ProblemException} if not. */
  void admit(NodeId caller);

  /** This node owns the dataset since just now. May be called by any thread. */
  void arrived(DatasetId dataset);
}
