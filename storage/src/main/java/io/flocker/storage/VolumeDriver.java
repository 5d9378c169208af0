package io.flocker.storage;

import io.flocker.core.model.DatasetId;
import io.flocker.core.model.Size;
import io.flocker.core.model.SnapshotName;
import io.flocker.core.state.ObservedVolume;
import io.flocker.core.state.VolumeRecord;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * The volumes of one node on one filesystem. A driver decides nothing: it keeps each copy's {@link
 * VolumeRecord} with the copy and does as it is told.
 *
 * <p>Every method is idempotent, durable when it returns, and repaired by being called again after
 * a crash at any instruction. All throw {@link io.flocker.core.problem.ProblemException} with the
 * dataset, the command and what it said. Safe for use by several threads as long as each dataset is
 * worked on by one thread at a time, in one process at a time (see {@link VolumeLocks}).
 */
public interface VolumeDriver {

  /** The driver's name in {@code agent.yml}. */
  String name();

  /** What this driver can do. */
  Capabilities capabilities();

  /**
   * All copies on this node, whatever their role. What is not provably ours is not listed and is
   * never touched. Cost: one command for all, not one for each.
   */
  List<ObservedVolume> list();

  /** One copy, if it is here. */
  Optional<ObservedVolume> find(DatasetId dataset);

  /**
   * The record of one copy, if it is here. For use while a container is stopped: what {@link #find}
   * says besides may take a look at every file of the volume.
   */
  default Optional<VolumeRecord> record(DatasetId dataset) {
    return find(dataset).map(ObservedVolume::record);
  }

  /**
   * Creates an empty, writable volume whose root directory anybody may write to (mode 0777), with
   * the record's quota. Refuses if a copy exists that the same record's owner and epoch did not
   * begin. Nothing is visible to {@link #list} until it is complete.
   */
  void create(VolumeRecord record);

  /** Replaces the record of a copy that is here, durably: after a power cut it is the new one. */
  void writeRecord(VolumeRecord record);

  /** Enforces another limit and records it; empty for none. Refuses to go below what is used. */
  void resize(DatasetId dataset, Optional<Size> maximumSize);

  /**
   * Makes the content live, mounted and writable, and says where. If the record has a {@code head},
   * the content is made exactly that snapshot first, and the head is cleared from the record.
   */
  Path makeWritable(DatasetId dataset);

  /**
   * Says where {@link #makeWritable} will put the content, and makes sure that there is at least an
   * empty directory of root's, so that a container can be created on it ahead of time. The copy
   * must be here; its content stays as it is.
   */
  Path reservePath(DatasetId dataset);

  /**
   * Makes the content read-only, whoever has it open; what was written before is in the next
   * snapshot, what is written after fails. Filesystems do not stop who opened a file for writing
   * before: if there is such a process, throws and names it, and the content is read-only to all
   * others. For drivers without live transfer: unmounts it.
   */
  void makeReadOnly(DatasetId dataset);

  /** Takes a snapshot of the live content; if the name exists already, returns that snapshot. */
  Snapshot snapshot(DatasetId dataset, SnapshotName name);

  /** The snapshots of a copy, oldest first; none if the copy is not here. */
  List<Snapshot> snapshots(DatasetId dataset);

  /** Removes a snapshot; nothing happens if it is not there. */
  void destroySnapshot(DatasetId dataset, SnapshotName name);

  /**
   * Begins to send a snapshot, as the difference to {@code base} if given. The stream ends when all
   * is sent; only {@link Outgoing#finish} tells whether it was.
   */
  Outgoing send(DatasetId dataset, SnapshotName snapshot, Optional<SnapshotName> base);

  /**
   * Begins to receive a snapshot into a copy that is not the owner's; refused if the copy is
   * writable or being handed off. With {@code base}, the copy must hold that snapshot; without it,
   * what the copy held before is replaced, but only once the new content is complete. If there is
   * no copy yet, one is made with {@code record}.
   *
   * <p>A {@link io.flocker.core.model.UserSnapshot} of the copy stays in any case: where the
   * filesystem cannot replace the content around it, this is refused.
   */
  Incoming receive(VolumeRecord record, SnapshotName snapshot, Optional<SnapshotName> base);

  /**
   * Lets go of the live content of a copy that is no longer the owner's; its snapshots stay as the
   * base of the next transfer (without live transfer there is none, so that the content goes too).
   * Afterwards only a head can make it live.
   */
  void retire(DatasetId dataset);

  /** Makes a new volume, writable, from a snapshot of another, sharing blocks where possible. */
  void clone(DatasetId parent, SnapshotName snapshot, VolumeRecord child);

  /** Destroys a copy with its snapshots; the record goes last. Nothing happens if it is absent. */
  void destroy(DatasetId dataset);
}
