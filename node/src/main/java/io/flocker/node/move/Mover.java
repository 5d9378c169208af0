package io.flocker.node.move;

import io.flocker.core.model.Application;
import io.flocker.core.model.ApplicationName;
import io.flocker.core.model.DatasetId;
import io.flocker.core.model.NodeId;
import io.flocker.core.plan.Action.MoveVolumes;
import io.flocker.core.plan.Action.Transfer;
import io.flocker.core.problem.Problem;
import io.flocker.core.problem.ProblemException;
import io.flocker.core.state.VolumeRecord;
import io.flocker.node.ContainerRuntime;
import io.flocker.node.FaultPoint;
import io.flocker.node.move.MoveListener.Phase;
import io.flocker.node.peer.Peer;
import io.flocker.node.peer.PeerTransport;
import io.flocker.storage.VolumeDriver;
import io.flocker.storage.VolumeLocks;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * Hands the volumes of one application, or a dataset by itself, to another node: copies while the
 * container runs, has the other node create the container, freezes, sends the rest, commits,
 * records the new owner. The table in the architecture's chapter on ownership is this class, row by
 * row.
 *
 * <p>Until a commit is asked for, any failure ends with everything here as it was: writable, and
 * the container running if it ran. From then on it only goes forward: if the answer to a commit is
 * lost, the target is asked to settle it, and while it cannot be asked, the volume stays frozen.
 */
public final class Mover {

  private final NodeId self;
  private final VolumeDriver driver;
  private final ContainerRuntime containers;
  private final VolumeLocks locks;
  private final PeerTransport transport;
  private final Supplier<String> uniqueNames;

  /**
   * @param uniqueNames each call gives a text of digits and lower-case letters never given before
   */
  public Mover(
      NodeId self,
      VolumeDriver driver,
      ContainerRuntime containers,
      VolumeLocks locks,
      PeerTransport transport,
      Supplier<String> uniqueNames) {
    this.self = self;
    this.driver = driver;
    this.containers = containers;
    this.locks = locks;
    this.transport = transport;
    this.uniqueNames = uniqueNames;
  }

  /**
   * Moves, or throws {@link ProblemException} and says in what state things are.
   *
   * @param cancelled looked at while nothing is frozen yet; once true, the move ends early
   */
  public void move(MoveVolumes move, MoveListener listener, BooleanSupplier cancelled) {
    List<DatasetId> datasets = move.transfers().stream().map(Transfer::dataset).toList();
    List<VolumeLocks.Held> held = new ArrayList<>();
    try {
      datasets.forEach(dataset -> held.add(locks.hold(dataset)));
      listener.phase(datasets, Phase.PREPARE);
      try (Peer peer = transport.connect(move.target())) {
        move.application().map(Application::image).ifPresent(peer::prepare);
        List<OutgoingVolume> volumes =
            move.transfers().stream().map(transfer -> volume(transfer, peer, listener)).toList();
        FaultPoint.reach("source-prepared");
        handOver(move, datasets, volumes, peer, listener, cancelled);
        FaultPoint.reach("source-committed");
        listener.phase(datasets, Phase.COMMITTED);
        volumes.forEach(OutgoingVolume::recordNewOwner);
        FaultPoint.reach("source-recorded");
      }
    } finally {
      held.forEach(VolumeLocks.Held::close);
    }
  }

  private OutgoingVolume volume(Transfer transfer, Peer peer, MoveListener listener) {
    VolumeRecord record =
        driver
            .record(transfer.dataset())
            .orElseThrow(() -> problem(transfer.dataset(), "there is no copy here any more"));
    if (!record.isWritableOn(self)) {
      throw problem(
          transfer.dataset(),
          "this node may not hand it over: owner " + record.owner() + ", epoch " + record.epoch());
    }
    return new OutgoingVolume(self, driver, transfer, record, peer, uniqueNames, listener);
  }

  private void handOver(
      MoveVolumes move,
      List<DatasetId> datasets,
      List<OutgoingVolume> volumes,
      Peer peer,
      MoveListener listener,
      BooleanSupplier cancelled) {
    Frozen frozen = new Frozen(move, volumes);
    try {
      listener.phase(datasets, Phase.COPY);
      volumes.forEach(volume -> volume.copyWhileRunning(cancelled));
      move.application().ifPresent(application -> peer.create(application, move.target()));
      FaultPoint.reach("source-copied");
      listener.phase(datasets, Phase.FREEZE);
      frozen.freeze();
      listener.phase(datasets, Phase.FINAL);
      volumes.forEach(OutgoingVolume::sendFinal);
      FaultPoint.reach("source-sent");
      listener.phase(datasets, Phase.COMMIT);
      volumes.forEach(volume -> commit(volume, move));
    } catch (RuntimeException e) {
      if (frozen.thaw(e)) {
        listener.phase(datasets, Phase.THAWED);
      }
      throw e;
    }
  }

  private void commit(OutgoingVolume volume, MoveVolumes move) {
    FaultPoint.reach("source-before-commit");
    try {
      volume.commit();
    } catch (ProblemException e) {
      settle(volume, move, e);
    }
    FaultPoint.reach("source-after-commit");
  }

  /** The commit was asked for and not confirmed: find out, and make the answer final. */
  private void settle(OutgoingVolume volume, MoveVolumes move, ProblemException cause) {
    Optional<VolumeRecord> owner;
    try (Peer again = transport.connect(move.target())) {
      owner = again.fence(volume.dataset(), volume.nextEpoch());
    } catch (ProblemException e) {
      volume.leaveFrozen();
      e.addSuppressed(cause);
      throw new ProblemException(
          new Problem(
              Problem.Kind.OWNERSHIP,
              "dataset " + volume.dataset(),
              "node "
                  + move.target()
                  + " went away while it was to become the owner, so nobody can tell whether it"
                  + " did; the volume stays read-only on both nodes ("
                  + cause.problems().getFirst().what()
                  + ")",
              "bring node "
                  + move.target()
                  + " back and run the deployment again: it settles this"),
          e);
    }
    if (owner.isEmpty()) {
      volume.refusedForEver();
      throw cause;
    }
    volume.committedAfterAll();
  }

  private static ProblemException problem(DatasetId dataset, String what) {
    return new ProblemException(
        new Problem(
            Problem.Kind.OWNERSHIP,
            "dataset " + dataset,
            what,
            "run the deployment again: it looks at the present state first"));
  }

  /** What was stopped and frozen, and how to undo it. */
  private final class Frozen {

    private final MoveVolumes move;
    private final List<OutgoingVolume> volumes;
    private Optional<ApplicationName> stopped = Optional.empty();

    Frozen(MoveVolumes move, List<OutgoingVolume> volumes) {
      this.move = move;
      this.volumes = volumes;
    }

    void freeze() {
      // Said before it is done: if stopping fails half-way, it shall run again too.
      stopped = move.application().map(Application::name);
      stopped = stopped.filter(containers::suspend);
      FaultPoint.reach("source-stopped");
      volumes.forEach(OutgoingVolume::freeze);
      FaultPoint.reach("source-frozen");
    }

    /** Says whether all is as it was. */
    boolean thaw(RuntimeException cause) {
      try {
        volumes.forEach(OutgoingVolume::thaw);
        boolean all = volumes.stream().noneMatch(OutgoingVolume::isAway);
        if (all) {
          stopped.ifPresent(containers::resume);
        }
        return all;
      } catch (ProblemException e) {
        cause.addSuppressed(e);
        return false;
      }
    }
  }
}
