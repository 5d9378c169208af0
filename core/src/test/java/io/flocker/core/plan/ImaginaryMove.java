package io.flocker.core.plan;

import io.flocker.core.model.DatasetId;
import io.flocker.core.model.SnapshotName;
import io.flocker.core.plan.Action.Transfer;
import io.flocker.core.plan.ImaginaryHost.Container;
import io.flocker.core.plan.ImaginaryHost.Copy;
import io.flocker.core.state.VolumeRecord;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Moves volumes step by step, as the table of ownership in the architecture says. */
final class ImaginaryMove implements ImaginaryStep {

  private final ImaginaryCluster cluster;
  private final ImaginaryProcess process;
  private final ImaginaryHost host;
  private final ImaginaryHost target;
  private final Action.MoveVolumes move;
  private final List<Transfer> transfers = new ArrayList<>();
  private final List<Container> suspended = new ArrayList<>();
  private final Deque<Supplier<Progress>> pieces = new ArrayDeque<>();
  private final Map<DatasetId, SnapshotName> heads = new HashMap<>();
  private @Nullable ImaginaryCall call;
  private boolean offered;

  ImaginaryMove(ImaginaryCluster cluster, ImaginaryProcess process, Action.MoveVolumes move) {
    this.cluster = cluster;
    this.process = process;
    this.host = process.host;
    this.target = cluster.host(move.target());
    this.move = move;
    pieces.add(this::begin);
  }

  @Override
  public Progress next(boolean impatient) {
    Progress progress = pieces.getFirst().get();
    if (progress == Progress.WAITING && impatient) {
      progress = Progress.FAILED;
    }
    if (progress == Progress.DONE) {
      pieces.removeFirst();
      call = null;
      progress = pieces.isEmpty() ? Progress.DONE : Progress.MORE;
    }
    if (progress == Progress.FAILED && !offered) {
      thaw();
    }
    if (progress == Progress.FAILED || progress == Progress.DONE) {
      host.unlock(this);
    }
    return progress;
  }

  private Progress begin() {
    for (Transfer transfer : move.transfers()) {
      DatasetId dataset = transfer.dataset();
      Copy copy = host.copies.get(dataset);
      if (copy == null || host.isBusy(dataset)) {
        return Progress.FAILED;
      }
      if (host.owns(copy) && !copy.writable) {
        return Progress.FAILED;
      }
      if (host.owns(copy)) {
        transfers.add(transfer);
        host.lock(dataset, process, this);
      } else if (!copy.record.owner().equals(target.id)) {
        return Progress.FAILED;
      }
    }
    if (!transfers.isEmpty()) {
      pieces.add(this::awaitImage);
      transfers.forEach(transfer -> pieces.add(() -> push(transfer, "warm")));
      pieces.add(this::suspend);
      transfers.forEach(transfer -> pieces.add(() -> markHandingOff(transfer)));
      transfers.forEach(transfer -> pieces.add(() -> makeReadOnly(transfer)));
      transfers.forEach(transfer -> pieces.add(() -> push(transfer, "last")));
      for (Transfer transfer : transfers) {
        pieces.add(() -> commit(transfer));
        pieces.add(() -> recordNewOwner(transfer));
        pieces.add(() -> activate(transfer));
      }
    }
    return Progress.DONE;
  }

  private Copy copy(Transfer transfer) {
    return Objects.requireNonNull(host.copies.get(transfer.dataset()));
  }

  private Progress awaitImage() {
    boolean there =
        move.application().stream()
            .allMatch(application -> target.images.contains(application.image().toString()));
    return there ? Progress.DONE : Progress.WAITING;
  }

  private static SnapshotName snapshot(VolumeRecord record, String which) {
    return new SnapshotName("e" + record.epoch() + "-" + which);
  }

  /** Snapshots and sends; a replica there is asked again until it can take it in. */
  private Progress push(Transfer transfer, String which) {
    Copy copy = copy(transfer);
    if (call == null) {
      SnapshotName name = new SnapshotName(snapshot(copy.record, which) + "-" + cluster.unique());
      long content = copy.content;
      copy.snapshots.put(name, content);
      VolumeRecord record = copy.record;
      call =
          cluster.send(
              new ImaginaryCall(
                  target, peer -> new ImaginaryPeer(peer, cluster).receive(record, name, content)));
      if (which.equals("last")) {
        heads.put(transfer.dataset(), name);
      }
    }
    if (call.lost) {
      return Progress.FAILED;
    }
    if (call.reply == null) {
      return Progress.WAITING;
    }
    if (call.reply.later()) {
      call = null;
      return Progress.WAITING;
    }
    return call.reply.done() ? Progress.DONE : Progress.FAILED;
  }

  private Progress suspend() {
    for (Container container : host.containers.values()) {
      boolean uses = transfers.stream().map(Transfer::dataset).anyMatch(container::mounts);
      if (container.running
          && (uses
              || move.application()
                  .filter(moving -> moving.name().equals(container.application.name()))
                  .isPresent())) {
        container.running = false;
        suspended.add(container);
      }
    }
    return Progress.DONE;
  }

  private Progress markHandingOff(Transfer transfer) {
    Copy copy = copy(transfer);
    copy.record = copy.record.handingOff(target.id);
    return Progress.DONE;
  }

  private Progress makeReadOnly(Transfer transfer) {
    copy(transfer).writable = false;
    return Progress.DONE;
  }

  private Progress commit(Transfer transfer) {
    DatasetId dataset = transfer.dataset();
    if (call == null) {
      offered = true;
      long epoch = copy(transfer).record.epoch() + 1;
      SnapshotName head = Objects.requireNonNull(heads.get(dataset));
      call =
          cluster.send(
              new ImaginaryCall(
                  target,
                  peer ->
                      new ImaginaryPeer(peer, cluster)
                          .commit(dataset, epoch, head, transfer.maximumSize())));
    }
    if (call.lost) {
      return Progress.FAILED;
    }
    if (call.reply == null) {
      return Progress.WAITING;
    }
    return call.reply.done() ? Progress.DONE : Progress.FAILED;
  }

  private Progress recordNewOwner(Transfer transfer) {
    Copy copy = copy(transfer);
    copy.record = copy.record.ownedBy(target.id, copy.record.epoch() + 1);
    return Progress.DONE;
  }

  /** Only for speed: whoever waits there does it otherwise. */
  private Progress activate(Transfer transfer) {
    cluster.send(
        new ImaginaryCall(
            target, peer -> new ImaginaryPeer(peer, cluster).activate(transfer.dataset())));
    return Progress.DONE;
  }

  /** Nothing was offered yet, so this host goes on as the owner at the same epoch. */
  private void thaw() {
    for (Transfer transfer : transfers) {
      Copy copy = copy(transfer);
      if (copy.record.owner().equals(host.id)) {
        copy.record = copy.record.ownedBy(host.id, copy.record.epoch());
        copy.mounted = true;
        copy.writable = true;
      }
    }
    suspended.forEach(host::resume);
  }
}
