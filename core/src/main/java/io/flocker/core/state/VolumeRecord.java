package io.flocker.core.state;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import io.flocker.core.model.DatasetId;
import io.flocker.core.model.NodeId;
import io.flocker.core.model.Size;
import io.flocker.core.model.SnapshotName;
import io.flocker.core.model.VolumeProperties;
import java.util.Optional;

/**
 * What one copy of a dataset says about itself, kept durably with the copy: who owns the dataset,
 * as far as this copy knows, and since which epoch. The rule that protects data lives on these
 * values: only the copy on the owner's node is ever writable, and epochs only grow.
 *
 * @param owner the node that owns the dataset
 * @param epoch grows by at least one with every change of owner
 * @param handingOffTo set on the owner's copy between freeze and the end of a move: this copy is
 *     read-only, and the named node may already own the dataset at a higher epoch
 * @param fence this copy refuses to become the owner's at this epoch or a lower one; raised to undo
 *     a move whose last message may still be under way
 * @param maximumSize the quota, kept through moves; empty for none
 * @param head set from commit until activation: the snapshot that holds the content which the owner
 *     must make live
 * @param properties the options it was created with, kept through moves and never changed
 */
public record VolumeRecord(
    DatasetId dataset,
    NodeId owner,
    long epoch,
    Optional<NodeId> handingOffTo,
    long fence,
    Optional<Size> maximumSize,
    Optional<SnapshotName> head,
    @JsonInclude(JsonInclude.Include.NON_EMPTY) @JsonSetter(nulls = Nulls.AS_EMPTY)
        VolumeProperties properties) {

  public VolumeRecord {
    if (epoch < 1 || fence < 0) {
      throw new IllegalArgumentException(
          "epoch " + epoch + ", fence " + fence + " (expected: at least 1 and 0)");
    }
    if (handingOffTo.isPresent() && handingOffTo.get().equals(owner)) {
      throw new IllegalArgumentException("handing off to its own owner " + owner);
    }
  }

  /** The record of a dataset that is created on {@code owner}. */
  public static VolumeRecord created(DatasetId dataset, NodeId owner, Optional<Size> maximumSize) {
    return new VolumeRecord(
        dataset,
        owner,
        1,
        Optional.empty(),
        0,
        maximumSize,
        Optional.empty(),
        VolumeProperties.NONE);
  }

  /** Whether the copy on {@code node} that says this may be written to. */
  public boolean isWritableOn(NodeId node) {
    return owner.equals(node) && handingOffTo.isEmpty();
  }

  /** The same copy, frozen on its way to {@code target}. */
  public VolumeRecord handingOff(NodeId target) {
    return new VolumeRecord(
        dataset, owner, epoch, Optional.of(target), fence, maximumSize, head, properties);
  }

  /** The same copy under {@code newOwner} since {@code newEpoch}; any hand-off has ended. */
  public VolumeRecord ownedBy(NodeId newOwner, long newEpoch) {
    return new VolumeRecord(
        dataset,
        newOwner,
        newEpoch,
        Optional.empty(),
        fence,
        maximumSize,
        Optional.empty(),
        properties);
  }

  /** The same copy, refusing ownership at {@code newFence} and below. */
  public VolumeRecord fencedAt(long newFence) {
    return new VolumeRecord(
        dataset,
        owner,
        epoch,
        handingOffTo,
        Math.max(fence, newFence),
        maximumSize,
        head,
        properties);
  }

  /** The same copy with another quota. */
  public VolumeRecord sized(Optional<Size> newMaximumSize) {
    return new VolumeRecord(
        dataset, owner, epoch, handingOffTo, fence, newMaximumSize, head, properties);
  }

  /** The same copy with another content to make live. */
  public VolumeRecord withHead(Optional<SnapshotName> newHead) {
    return new VolumeRecord(
        dataset, owner, epoch, handingOffTo, fence, maximumSize, newHead, properties);
  }

  /** The same copy with these options. */
  public VolumeRecord with(VolumeProperties newProperties) {
    return new VolumeRecord(
        dataset, owner, epoch, handingOffTo, fence, maximumSize, head, newProperties);
  }
}
