package io.flocker.storage;

import io.flocker.core.model.DatasetId;
import io.flocker.core.model.NodeId;
import io.flocker.core.model.SnapshotName;
import io.flocker.core.state.VolumeRecord;
import io.flocker.storage.process.Commands;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * A node of the conformance kit: an id, a driver on a filesystem of its own, and the steps of a
 * move as the mover takes them.
 */
record TestNode(NodeId id, VolumeDriver driver, Commands commands) {

  static SnapshotName name(String value) {
    return new SnapshotName(value);
  }

  /** Creates a volume that this node owns and returns its directory. */
  Path create(DatasetId dataset) {
    driver.create(VolumeRecord.created(dataset, id, Optional.empty()));
    return driver.makeWritable(dataset);
  }

  VolumeRecord record(DatasetId dataset) {
    return driver.find(dataset).orElseThrow().record();
  }

  List<SnapshotName> snapshotNames(DatasetId dataset) {
    return driver.snapshots(dataset).stream().map(Snapshot::name).toList();
  }

  /** A stream that was sent whole. */
  record Sent(Snapshot snapshot, ByteArrayOutputStream stream) {}

  Sent send(DatasetId dataset, SnapshotName snapshot, Optional<SnapshotName> base) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (Outgoing outgoing = driver.send(dataset, snapshot, base)) {
      outgoing.stream().transferTo(bytes);
      return new Sent(outgoing.finish(), bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The bytes of a snapshot's stream, sent whole. */
  byte[] streamOf(DatasetId dataset, SnapshotName snapshot, Optional<SnapshotName> base) {
    return send(dataset, snapshot, base).stream().toByteArray();
  }

  /** Feeds a stream to this node and accepts it. */
  Snapshot take(
      VolumeRecord record, SnapshotName snapshot, Optional<SnapshotName> base, byte[] stream) {
    try (Incoming incoming = driver.receive(record, snapshot, base)) {
      feed(incoming.stream(), stream);
      return incoming.finish();
    }
  }

  /** A receiver that gives up early breaks the pipe; what it says is told by finish(). */
  static void feed(OutputStream target, byte[] stream) {
    try {
      target.write(stream);
      target.flush();
    } catch (IOException e) {
      System.out.println("the receiver stopped reading: " + e.getMessage());
    }
  }

  /** Sends a snapshot to another node; returns the length of the stream. */
  int push(TestNode target, DatasetId dataset, SnapshotName snapshot, Optional<SnapshotName> base) {
    Sent sent = send(dataset, snapshot, base);
    Snapshot taken = target.take(record(dataset), snapshot, base, sent.stream().toByteArray());
    if (!taken.equals(sent.snapshot()) || taken.identity().isEmpty()) {
      throw new AssertionError("sent " + sent.snapshot() + ", taken " + taken);
    }
    return sent.stream().size();
  }

  /** The newest snapshot that both nodes hold, by identity. */
  Optional<SnapshotName> common(TestNode other, DatasetId dataset) {
    if (!driver.capabilities().liveTransfer()) {
      return Optional.empty();
    }
    List<Snapshot> theirs = other.driver.snapshots(dataset);
    return driver.snapshots(dataset).reversed().stream()
        .filter(theirs::contains)
        .map(Snapshot::name)
        .findFirst();
  }

  /** Moves a dataset as architecture's table says; returns the length of the last stream. */
  int move(TestNode target, DatasetId dataset, String snapshot) {
    VolumeRecord before = record(dataset);
    driver.makeReadOnly(dataset);
    driver.writeRecord(before.handingOff(target.id));
    driver.snapshot(dataset, name(snapshot));
    if (target.driver.record(dataset).isPresent()) {
      target.reserve(dataset);
    }
    int sent = push(target, dataset, name(snapshot), common(target, dataset));
    Path reserved = target.reserve(dataset);
    VolumeRecord after = before.ownedBy(target.id, before.epoch() + 1);
    target.driver.writeRecord(after.withHead(Optional.of(name(snapshot))));
    Path live = target.driver.makeWritable(dataset);
    if (!live.equals(reserved)) {
      throw new AssertionError("reserved " + reserved + ", live at " + live);
    }
    driver.writeRecord(after);
    driver.retire(dataset);
    return sent;
  }

  /** Reserves the path of a replica, which stays one. */
  private Path reserve(DatasetId dataset) {
    Path path = driver.reservePath(dataset);
    if (!Files.isDirectory(path) || driver.find(dataset).orElseThrow().path().isPresent()) {
      throw new AssertionError(path + " is not there, or taken for the content of a volume");
    }
    return path;
  }

  /** Reads a file of the live volume. */
  String read(DatasetId dataset, String file) throws IOException {
    return Files.readString(live(dataset).resolve(file));
  }

  Path live(DatasetId dataset) {
    return Path.of(driver.find(dataset).orElseThrow().path().orElseThrow());
  }
}
