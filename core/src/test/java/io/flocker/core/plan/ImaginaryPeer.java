package io.flocker.core.plan;

import io.flocker.core.model.DatasetId;
import io.flocker.core.model.Size;
import io.flocker.core.model.SnapshotName;
import io.flocker.core.plan.ImaginaryCall.Reply;
import io.flocker.core.plan.ImaginaryHost.Copy;
import io.flocker.core.state.VolumeRecord;
import java.util.Optional;

/** What a host does when another one asks. Every answer is one step under the copy's lock. */
final class ImaginaryPeer {

  private final ImaginaryHost host;
  private final ImaginaryCluster cluster;

  ImaginaryPeer(ImaginaryHost host, ImaginaryCluster cluster) {
    this.host = host;
    this.cluster = cluster;
  }

  /** Takes in a snapshot of a copy whose record is {@code source}. */
  Reply receive(VolumeRecord source, SnapshotName snapshot, long content) {
    DatasetId dataset = source.dataset();
    if (host.isBusy(dataset)) {
      return Reply.LATER;
    }
    Copy copy = host.copies.get(dataset);
    if (copy == null) {
      copy = new Copy(source.ownedBy(source.owner(), source.epoch()));
      host.copies.put(dataset, copy);
    } else if (copy.record.epoch() > source.epoch()) {
      return Reply.REFUSED;
    } else if (copy.record.owner().equals(host.id)) {
      return Reply.LATER;
    }
    copy.record = copy.record.ownedBy(source.owner(), source.epoch());
    copy.snapshots.put(snapshot, content);
    return Reply.DONE;
  }

  /** Becomes the owner, if nothing newer was heard of and it holds exactly that snapshot. */
  Reply commit(DatasetId dataset, long epoch, SnapshotName head, Optional<Size> limit) {
    Copy copy = host.copies.get(dataset);
    if (copy == null || host.isBusy(dataset)) {
      return Reply.REFUSED;
    }
    VolumeRecord record = copy.record;
    if (record.owner().equals(host.id) && record.epoch() == epoch) {
      return Reply.DONE;
    }
    Long content = copy.snapshots.get(head);
    if (epoch <= record.epoch()
        || (cluster.fencing && epoch <= record.fence())
        || content == null) {
      return Reply.REFUSED;
    }
    cluster.history(dataset).checkComplete(content, "committed on " + host.name);
    copy.record = record.ownedBy(host.id, epoch).sized(limit).withHead(Optional.of(head));
    return Reply.DONE;
  }

  /** Refuses epochs up to {@code fence} for ever, or says that it knows of something newer. */
  Reply fence(DatasetId dataset, long fence, long asking) {
    Copy copy = host.copies.get(dataset);
    if (copy == null) {
      return Reply.DONE;
    }
    if (host.isBusy(dataset)) {
      return Reply.REFUSED;
    }
    if (copy.record.epoch() > asking) {
      return new Reply(true, false, copy.record);
    }
    copy.record = copy.record.fencedAt(fence);
    return Reply.DONE;
  }

  /** Makes a volume live that was committed here. */
  Reply activate(DatasetId dataset) {
    Copy copy = host.copies.get(dataset);
    if (copy == null || !host.owns(copy) || host.isBusy(dataset)) {
      return Reply.REFUSED;
    }
    host.activate(copy);
    return Reply.DONE;
  }
}
