package io.flocker.node.move;

import io.flocker.core.model.DatasetId;
import io.flocker.core.model.NodeId;
import io.flocker.core.model.SnapshotName;
import io.flocker.core.plan.Action.Transfer;
import io.flocker.core.state.VolumeRecord;
import io.flocker.node.FaultPoint;
import io.flocker.node.peer.Peer;
import io.flocker.node.peer.PeerMessage;
import io.flocker.node.peer.TransferName;
import io.flocker.node.peer.TransferSnapshots;
import io.flocker.storage.Outgoing;
import io.flocker.storage.Snapshot;
import io.flocker.storage.VolumeDriver;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** One volume on its way out of this node, from the first copy to the change of owner. */
final class OutgoingVolume {

  /** A round of copying that carried less than this is cheap enough to be done while frozen. */
  private static final long SMALL_ROUND = 16L << 20;

  /** More rounds than this do not pay off: the volume is written to faster than it is copied. */
  private static final int MOST_ROUNDS = 6;

  private enum Stage {
    RUNNING,
    FROZEN,
    COMMIT_ASKED,
    REFUSED,
    UNKNOWN,
    AWAY
  }

  private final NodeId self;
  private final VolumeDriver driver;
  private final Transfer transfer;
  private final VolumeRecord record;
  private final Peer peer;
  private final Supplier<String> uniqueNames;
  private final MoveListener listener;
  private Stage stage = Stage.RUNNING;
  private @Nullable Snapshot common;
  private @Nullable Snapshot last;

  OutgoingVolume(
      NodeId self,
      VolumeDriver driver,
      Transfer transfer,
      VolumeRecord record,
      Peer peer,
      Supplier<String> uniqueNames,
      MoveListener listener) {
    this.self = self;
    this.driver = driver;
    this.transfer = transfer;
    this.record = record;
    this.peer = peer;
    this.uniqueNames = uniqueNames;
    this.listener = listener;
    PeerMessage.Copy there = peer.begin(record);
    this.common = newestCommon(driver.snapshots(dataset()), there.snapshots());
    // Moves that a crash cut short left theirs; one after the other they would pile up.
    pruneAllBut(common);
  }

  DatasetId dataset() {
    return transfer.dataset();
  }

  long nextEpoch() {
    return record.epoch() + 1;
  }

  /** Whether the owner is, or may be, the other node by now. */
  boolean isAway() {
    return stage == Stage.AWAY || stage == Stage.UNKNOWN || stage == Stage.COMMIT_ASKED;
  }

  private static @Nullable Snapshot newestCommon(List<Snapshot> here, List<Snapshot> there) {
    Set<String> identities = new HashSet<>();
    there.forEach(snapshot -> identities.add(snapshot.identity()));
    return here.reversed().stream()
        .filter(snapshot -> identities.contains(snapshot.identity()))
        .filter(there::contains)
        .findFirst()
        .orElse(null);
  }

  /** Rounds of copying, each carrying what was written during the one before. */
  void copyWhileRunning(BooleanSupplier cancelled) {
    if (!driver.capabilities().liveTransfer()) {
      return;
    }
    long before = Long.MAX_VALUE;
    for (int round = 0; round < MOST_ROUNDS; round++) {
      long bytes = sendNow(cancelled);
      FaultPoint.reach("source-round");
      if (bytes < SMALL_ROUND || bytes > before / 2) {
        return;
      }
      before = bytes;
    }
  }

  void freeze() {
    stage = Stage.FROZEN;
    driver.writeRecord(record.handingOff(peer.id()));
    FaultPoint.reach("source-marked");
    driver.makeReadOnly(dataset());
  }

  void sendFinal() {
    sendNow(() -> false);
  }

  private long sendNow(BooleanSupplier cancelled) {
    SnapshotName name =
        new TransferName(record.epoch(), uniqueNames.get(), self.brief(), peer.id().brief()).name();
    driver.snapshot(dataset(), name);
    Optional<SnapshotName> base = Optional.ofNullable(common).map(Snapshot::name);
    long[] bytes = {0};
    try (Outgoing outgoing = driver.send(dataset(), name, base)) {
      Snapshot sent =
          peer.send(
              new PeerMessage.Receive(record, name, base),
              outgoing,
              count -> {
                if (cancelled.getAsBoolean()) {
                  throw new CancellationException("the deployment was called off");
                }
                bytes[0] += count;
                listener.sent(dataset(), count);
              });
      common = sent;
      last = sent;
    }
    return bytes[0];
  }

  void commit() {
    if (last == null) {
      throw new IllegalStateException("commit before the final snapshot was sent");
    }
    stage = Stage.COMMIT_ASKED;
    peer.commit(dataset(), nextEpoch(), last, transfer.maximumSize());
    stage = Stage.AWAY;
  }

  /** The commit was not confirmed, but it is known now that it took place. */
  void committedAfterAll() {
    stage = Stage.AWAY;
  }

  void recordNewOwner() {
    driver.writeRecord(record.ownedBy(peer.id(), nextEpoch()).sized(transfer.maximumSize()));
  }

  /** The target will never own it at the epoch that was asked for. */
  void refusedForEver() {
    stage = Stage.REFUSED;
  }

  /** Nobody can tell now whether the target owns it. */
  void leaveFrozen() {
    stage = Stage.UNKNOWN;
  }

  /** Back to how it was, unless the other node owns it or may own it. */
  void thaw() {
    switch (stage) {
      case RUNNING -> pruneAllBut(common);
      case FROZEN -> thawAs(record);
      // The refused epoch is used up: going on under it would look like the target's.
      case REFUSED -> thawAs(record.ownedBy(record.owner(), nextEpoch() + 1));
      case COMMIT_ASKED, UNKNOWN, AWAY -> {}
    }
  }

  private void thawAs(VolumeRecord writable) {
    driver.writeRecord(writable);
    driver.makeWritable(dataset());
    stage = Stage.RUNNING;
    pruneAllBut(common);
  }

  private void pruneAllBut(@Nullable Snapshot kept) {
    TransferSnapshots.between(driver, dataset(), self, peer.id()).stream()
        .filter(name -> !isKept(name, kept))
        .forEach(name -> driver.destroySnapshot(dataset(), name));
  }

  private boolean isKept(SnapshotName name, @Nullable Snapshot kept) {
    return record.head().filter(name::equals).isPresent()
        || (kept != null && name.equals(kept.name()));
  }
}
