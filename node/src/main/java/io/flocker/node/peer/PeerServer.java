package io.flocker.node.peer;

import io.flocker.core.model.DatasetId;
import io.flocker.core.model.NodeId;
import io.flocker.core.model.SnapshotName;
import io.flocker.core.model.Volume;
import io.flocker.core.problem.Problem;
import io.flocker.core.problem.ProblemException;
import io.flocker.core.state.VolumeRecord;
import io.flocker.node.ContainerRuntime;
import io.flocker.node.FaultPoint;
import io.flocker.storage.Incoming;
import io.flocker.storage.Snapshot;
import io.flocker.storage.VolumeDriver;
import io.flocker.storage.VolumeLocks;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/**
 * The answering side of the peer protocol: takes volumes in and, at the commit, makes this node
 * their owner. From then on, while the news travels to this node's own session, it already makes
 * the volume live; the session does the same before it starts anything, so nothing depends on this.
 * Serves one connection, by one thread.
 */
public final class PeerServer implements AutoCloseable {

  private final NodeId self;
  private final VolumeDriver driver;
  private final ContainerRuntime containers;
  private final VolumeLocks locks;
  private final PeerPolicy policy;
  private final Map<DatasetId, VolumeLocks.Held> held = new HashMap<>();
  private final Set<DatasetId> pruned = new HashSet<>();
  private final ExecutorService activations = Executors.newVirtualThreadPerTaskExecutor();
  private @Nullable NodeId other;

  public PeerServer(
      NodeId self,
      VolumeDriver driver,
      ContainerRuntime containers,
      VolumeLocks locks,
      PeerPolicy policy) {
    this.self = self;
    this.driver = driver;
    this.containers = containers;
    this.locks = locks;
    this.policy = policy;
  }

  /** Answers until the other side hangs up. */
  public void serve(InputStream in, OutputStream out) throws IOException {
    FrameChannel channel = new FrameChannel(in, out);
    try {
      while (true) {
        PeerMessage request = channel.receive();
        channel.send(answer(request, channel));
      }
    } catch (ProblemException e) {
      channel.send(new PeerMessage.Failed(e.problems()));
    } catch (EOFException e) {
      // The usual end of a conversation; what was not committed is not ours.
      return;
    }
  }

  private PeerMessage answer(PeerMessage request, FrameChannel channel) throws IOException {
    return switch (request) {
      case PeerMessage.Hello hello -> {
        policy.admit(hello.node());
        other = hello.node();
        yield new PeerMessage.Hello(PeerMessage.PROTOCOL, self, driver.name());
      }
      case PeerMessage.Prepare prepare -> {
        containers.pull(prepare.image());
        yield new PeerMessage.Done();
      }
      case PeerMessage.Begin begin -> begin(begin.record());
      case PeerMessage.Receive receive -> receive(receive, channel);
      case PeerMessage.Create create -> create(create);
      case PeerMessage.Commit commit -> commit(commit);
      case PeerMessage.Fence fence -> fence(fence);
      case PeerMessage.Done _,
          PeerMessage.Copy _,
          PeerMessage.Received _,
          PeerMessage.Settled _,
          PeerMessage.Failed _ ->
          throw new IOException("an answer where a request was due");
    };
  }

  private PeerMessage begin(VolumeRecord owners) {
    DatasetId dataset = owners.dataset();
    if (!held.containsKey(dataset)) {
      held.put(dataset, hold(dataset));
    }
    Optional<VolumeRecord> ours = driver.record(dataset);
    if (ours.isPresent() && ours.get().owner().equals(self)) {
      giveWay(ours.get(), owners);
    }
    return new PeerMessage.Copy(ours, driver.snapshots(dataset));
  }

  /** A copy that was the owner's once becomes a replica; one that still is, refuses. */
  private void giveWay(VolumeRecord ours, VolumeRecord owners) {
    DatasetId dataset = ours.dataset();
    if (ours.epoch() >= owners.epoch()) {
      throw refusal(
          dataset,
          "this node owns it at epoch "
              + ours.epoch()
              + "; the sender claims epoch "
              + owners.epoch(),
          "run the deployment again: it settles who the owner is");
    }
    driver.makeReadOnly(dataset);
    driver.writeRecord(ours.ownedBy(owners.owner(), owners.epoch()));
    driver.retire(dataset);
  }

  private PeerMessage receive(PeerMessage.Receive request, FrameChannel channel)
      throws IOException {
    DatasetId dataset = request.record().dataset();
    requireBegun(dataset);
    request.base().ifPresent(base -> pruneOlderThan(base, dataset));
    try (Incoming incoming =
        driver.receive(replica(request.record()), request.snapshot(), request.base())) {
      try {
        channel.receiveStream(incoming.stream());
      } catch (EOFException e) {
        throw e;
      } catch (IOException e) {
        // The local receiver closed its end: its own words say why.
        incoming.finish();
        throw e;
      }
      if (!(channel.receive() instanceof PeerMessage.Received)) {
        throw new IOException("the sender did not say what it sent");
      }
      FaultPoint.reach("target-received");
      return new PeerMessage.Received(incoming.finish());
    }
  }

  /**
   * Moves to this node that were cut short left snapshots here. The sender builds on nothing older
   * than what it builds on now. Once a connection: later rounds are not to wait for it.
   */
  private void pruneOlderThan(SnapshotName base, DatasetId dataset) {
    NodeId sender = other;
    if (sender == null || !pruned.add(dataset)) {
      return;
    }
    List<SnapshotName> names = driver.snapshots(dataset).stream().map(Snapshot::name).toList();
    if (!names.contains(base)) {
      return;
    }
    names.subList(0, names.indexOf(base)).stream()
        .filter(name -> TransferName.isBetween(name, self, sender))
        .forEach(name -> driver.destroySnapshot(dataset, name));
  }

  /** What a copy here says of itself while it is on its way: still the sender's. */
  private VolumeRecord replica(VolumeRecord owners) {
    long fence = driver.record(owners.dataset()).map(VolumeRecord::fence).orElse(0L);
    return VolumeRecord.created(owners.dataset(), owners.owner(), owners.maximumSize())
        .with(owners.properties())
        .ownedBy(owners.owner(), owners.epoch())
        .fencedAt(fence);
  }

  private PeerMessage create(PeerMessage.Create request) {
    Map<DatasetId, Path> paths = new HashMap<>();
    for (Volume volume : request.application().volumes()) {
      if (driver.record(volume.dataset()).isEmpty()) {
        // Nothing of it came ahead: there is no path to create the container on before the start.
        return new PeerMessage.Done();
      }
      paths.put(volume.dataset(), driver.reservePath(volume.dataset()));
    }
    containers.create(request.application(), request.node(), paths);
    FaultPoint.reach("target-created");
    return new PeerMessage.Done();
  }

  private PeerMessage commit(PeerMessage.Commit request) {
    DatasetId dataset = request.dataset();
    requireBegun(dataset);
    VolumeRecord ours =
        driver
            .record(dataset)
            .orElseThrow(() -> refusal(dataset, "this node has no copy of it", ""));
    if (request.epoch() <= ours.fence() || request.epoch() <= ours.epoch()) {
      throw refusal(
          dataset,
          "epoch "
              + request.epoch()
              + " is over: this copy is at epoch "
              + ours.epoch()
              + " and refuses epochs up to "
              + ours.fence(),
          "run the deployment again");
    }
    Snapshot content = request.content();
    if (!driver.snapshots(dataset).contains(content)) {
      throw refusal(dataset, "this node does not hold " + content, "run the deployment again");
    }
    FaultPoint.reach("target-before-commit");
    driver.writeRecord(
        ours.ownedBy(self, request.epoch())
            .sized(request.maximumSize())
            .withHead(Optional.of(content.name())));
    FaultPoint.reach("target-after-commit");
    activateAhead(dataset);
    return new PeerMessage.Done();
  }

  /** The lock goes with it, so that the session's own attempt waits for this one. */
  private void activateAhead(DatasetId dataset) {
    VolumeLocks.Held lock = Objects.requireNonNull(held.remove(dataset));
    activations.execute(() -> {
      try (lock) {
        driver.makeWritable(dataset);
      } catch (ProblemException e) {
        // The session tries again before it starts the container, and reports what fails then.
        return;
      } finally {
        policy.arrived(dataset);
      }
    });
  }

  private PeerMessage fence(PeerMessage.Fence request) {
    DatasetId dataset = request.dataset();
    boolean ours = held.containsKey(dataset);
    VolumeLocks.Held lock = ours ? held.get(dataset) : hold(dataset);
    try {
      Optional<VolumeRecord> record = driver.record(dataset);
      if (record.isPresent() && isOwner(record.get(), request.epoch())) {
        return new PeerMessage.Settled(record);
      }
      record.ifPresent(copy -> driver.writeRecord(copy.fencedAt(request.epoch())));
      return new PeerMessage.Settled(Optional.empty());
    } finally {
      if (!ours && lock != null) {
        lock.close();
      }
    }
  }

  private boolean isOwner(VolumeRecord record, long epoch) {
    return record.owner().equals(self) && record.epoch() >= epoch;
  }

  private void requireBegun(DatasetId dataset) {
    if (!held.containsKey(dataset)) {
      throw refusal(dataset, "a transfer was not begun on this connection", "");
    }
  }

  private VolumeLocks.Held hold(DatasetId dataset) {
    return other == null ? locks.hold(dataset) : locks.holdFor(other, dataset);
  }

  private void release(DatasetId dataset) {
    VolumeLocks.Held lock = held.remove(dataset);
    if (lock != null) {
      lock.close();
    }
  }

  private static ProblemException refusal(DatasetId dataset, String what, String remedy) {
    return new ProblemException(
        new Problem(Problem.Kind.OWNERSHIP, "dataset " + dataset, what, remedy));
  }

  /** Ends the conversation; returns once what was committed has been made live. */
  @Override
  public void close() {
    activations.close();
    List.copyOf(held.keySet()).forEach(this::release);
  }
}
