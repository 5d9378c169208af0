package io.flocker.node.move;

import io.flocker.core.model.DatasetId;
import java.util.List;

/** Is told how a move goes on. Called by the thread that moves; must not block. */
public interface MoveListener {

  /** The phases of a move, in order. */
  enum Phase {
    /** The target gets ready: connection, image. */
    PREPARE,
    /** Data is copied while the container runs. */
    COPY,
    /** The container is stopped and the volume read-only. */
    FREEZE,
    /** The last increment goes over. */
    FINAL,
    /** The owner changes. */
    COMMIT,
    /** The target owns it. */
    COMMITTED,
    /** It failed before the commit; everything here is as it was. */
    THAWED
  }

  /** A phase begins. */
  void phase(List<DatasetId> datasets, Phase phase);

  /** So many more bytes have left. */
  void sent(DatasetId dataset, long bytes);
}
