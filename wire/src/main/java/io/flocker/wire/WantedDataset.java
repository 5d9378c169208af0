package io.flocker.wire;

import io.flocker.core.model.DatasetId;
import io.flocker.core.model.NodeId;
import io.flocker.core.model.Size;
import io.flocker.core.state.ObservedVolume;
import java.util.List;
import java.util.Optional;

/**
 * How a dataset should be, and what others know about it.
 *
 * @param node where it should be writable
 * @param maximumSize the limit; empty for none
 * @param deleted whether all its copies should be destroyed
 * @param mayCreate whether the node that this is told, and no other, may create an empty volume
 * @param copies the copies that other nodes reported
 * @param home where it was last known to live
 */
public record WantedDataset(
    DatasetId dataset,
    NodeId node,
    Optional<Size> maximumSize,
    boolean deleted,
    boolean mayCreate,
    List<Copy> copies,
    Optional<Home> home) {

  public WantedDataset {
    copies = List.copyOf(copies);
  }

  /** Another node's copy, as that node last reported it. */
  public record Copy(NodeId node, ObservedVolume volume) {}

  /**
   * Where a dataset was last known to live.
   *
   * @param epoch 0: it was granted to the node, which has not reported a volume yet
   */
  public record Home(NodeId node, long epoch) {}
}
