package io.flocker.core.plan;

import io.flocker.core.model.DatasetId;
import io.flocker.core.plan.ImaginaryCall.Reply;
import io.flocker.core.plan.ImaginaryHost.Copy;
import io.flocker.core.state.VolumeRecord;
import org.jspecify.annotations.Nullable;

/** Takes a dataset back from a hand-off that was cut short. */
final class ImaginaryReclaim implements ImaginaryStep {

  private final ImaginaryCluster cluster;
  private final ImaginaryProcess process;
  private final ImaginaryHost host;
  private final Action.ReclaimVolume action;
  private @Nullable ImaginaryCall call;
  private long epoch;

  ImaginaryReclaim(
      ImaginaryCluster cluster, ImaginaryProcess process, Action.ReclaimVolume action) {
    this.cluster = cluster;
    this.process = process;
    this.host = process.host;
    this.action = action;
  }

  @Override
  public Progress next(boolean impatient) {
    DatasetId dataset = action.dataset();
    Copy copy = host.copies.get(dataset);
    if (call == null) {
      return begin(dataset, copy);
    }
    if (copy == null || call.lost || (call.reply == null && impatient)) {
      return end(Progress.FAILED);
    }
    Reply reply = call.reply;
    if (reply == null) {
      return Progress.WAITING;
    }
    if (!reply.done()) {
      return end(Progress.FAILED);
    }
    if (reply.record() == null) {
      copy.record = copy.record.ownedBy(host.id, epoch);
      host.activate(copy);
    } else {
      copy.record = copy.record.ownedBy(reply.record().owner(), reply.record().epoch());
      copy.mounted = false;
      copy.writable = false;
    }
    return end(Progress.DONE);
  }

  private Progress begin(DatasetId dataset, @Nullable Copy copy) {
    if (copy == null || host.isBusy(dataset)) {
      return Progress.FAILED;
    }
    VolumeRecord record = copy.record;
    if (host.owns(copy)) {
      return Progress.DONE;
    }
    ImaginaryHost target = cluster.host(action.target());
    if (record.handingOffTo().filter(target.id::equals).isEmpty()) {
      return Progress.FAILED;
    }
    host.lock(dataset, process, this);
    long asking = record.epoch();
    epoch = Math.max(action.epoch(), asking + 2);
    long fence = epoch - 1;
    call =
        cluster.send(
            new ImaginaryCall(
                target, peer -> new ImaginaryPeer(peer, cluster).fence(dataset, fence, asking)));
    return Progress.MORE;
  }

  private Progress end(Progress progress) {
    host.unlock(this);
    return progress;
  }
}
