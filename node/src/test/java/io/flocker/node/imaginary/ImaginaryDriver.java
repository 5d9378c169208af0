package io.flocker.node.imaginary;

import io.flocker.core.model.DatasetId;
import io.flocker.core.model.Size;
import io.flocker.core.model.SnapshotName;
import io.flocker.core.state.ObservedVolume;
import io.flocker.core.state.VolumeRecord;
import io.flocker.storage.Capabilities;
import io.flocker.storage.Incoming;
import io.flocker.storage.Outgoing;
import io.flocker.storage.Snapshot;
import io.flocker.storage.VolumeDriver;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Volumes in memory, each a list of rows. Every effect happens whole or not at all, between two
 * steps of the host's {@link Fault.Trigger}.
 */
final class ImaginaryDriver implements VolumeDriver {

  private static final class Copy {
    VolumeRecord record;
    @Nullable List<String> live;
    boolean writable;
    final Map<SnapshotName, List<String>> snapshots = new LinkedHashMap<>();

    Copy(VolumeRecord record) {
      this.record = record;
    }
  }

  private final Fault.Trigger fault;
  private final Map<DatasetId, Copy> copies = new TreeMap<>();

  ImaginaryDriver(Fault.Trigger fault) {
    this.fault = fault;
  }

  /** A container's write: true once it is durable. */
  synchronized boolean append(DatasetId dataset, String row) {
    Copy copy = copies.get(dataset);
    if (copy == null || copy.live == null || !copy.writable) {
      return false;
    }
    copy.live.add(row);
    return true;
  }

  synchronized boolean isWritable(DatasetId dataset) {
    Copy copy = copies.get(dataset);
    return copy != null && copy.writable;
  }

  synchronized List<String> rows(DatasetId dataset) {
    Copy copy = copies.get(dataset);
    return copy == null || copy.live == null ? List.of() : List.copyOf(copy.live);
  }

  private Copy copy(DatasetId dataset) {
    Copy copy = copies.get(dataset);
    if (copy == null) {
      throw new IllegalStateException("no copy of " + dataset);
    }
    return copy;
  }

  @Override
  public String name() {
    return "imaginary";
  }

  @Override
  public Capabilities capabilities() {
    return new Capabilities(true, true);
  }

  @Override
  public synchronized List<ObservedVolume> list() {
    return copies.keySet().stream().map(this::find).flatMap(Optional::stream).toList();
  }

  @Override
  public synchronized Optional<ObservedVolume> find(DatasetId dataset) {
    Copy copy = copies.get(dataset);
    if (copy == null) {
      return Optional.empty();
    }
    List<String> identities = snapshots(dataset).stream().map(Snapshot::identity).toList();
    Optional<String> path =
        copy.live == null ? Optional.empty() : Optional.of("/volumes/" + dataset);
    return Optional.of(
        new ObservedVolume(copy.record, path, copy.writable, new Size(1), identities));
  }

  @Override
  public void create(VolumeRecord record) {
    fault.step("create");
    synchronized (this) {
      Copy copy = new Copy(record);
      copy.live = new ArrayList<>();
      copy.writable = true;
      copies.putIfAbsent(record.dataset(), copy);
    }
  }

  @Override
  public void writeRecord(VolumeRecord record) {
    fault.step("writeRecord");
    synchronized (this) {
      copy(record.dataset()).record = record;
    }
    fault.step("writeRecord's answer");
  }

  @Override
  public void resize(DatasetId dataset, Optional<Size> maximumSize) {
    fault.step("resize");
    synchronized (this) {
      copy(dataset).record = copy(dataset).record.sized(maximumSize);
    }
  }

  @Override
  public Path makeWritable(DatasetId dataset) {
    Copy copy;
    synchronized (this) {
      copy = copy(dataset);
    }
    Optional<SnapshotName> head = copy.record.head();
    if (head.isPresent()) {
      fault.step("making the head live");
      synchronized (this) {
        copy.live = new ArrayList<>(snapshotOf(copy, head.get()));
      }
      fault.step("forgetting the head");
      synchronized (this) {
        copy.record = copy.record.withHead(Optional.empty());
      }
    }
    fault.step("makeWritable");
    synchronized (this) {
      copy.writable = true;
    }
    return path(dataset);
  }

  @Override
  public Path reservePath(DatasetId dataset) {
    fault.step("reservePath");
    synchronized (this) {
      copy(dataset);
    }
    return path(dataset);
  }

  private static Path path(DatasetId dataset) {
    return Path.of("/volumes/" + dataset);
  }

  private static List<String> snapshotOf(Copy copy, SnapshotName name) {
    List<String> content = copy.snapshots.get(name);
    if (content == null) {
      throw new IllegalStateException("no snapshot " + name);
    }
    return content;
  }

  @Override
  public void makeReadOnly(DatasetId dataset) {
    fault.step("makeReadOnly");
    synchronized (this) {
      copy(dataset).writable = false;
    }
  }

  @Override
  public Snapshot snapshot(DatasetId dataset, SnapshotName name) {
    fault.step("snapshot");
    synchronized (this) {
      Copy copy = copy(dataset);
      if (copy.live == null) {
        throw new IllegalStateException("nothing live to take a snapshot of");
      }
      copy.snapshots.putIfAbsent(name, List.copyOf(copy.live));
      return identified(name, snapshotOf(copy, name));
    }
  }

  private static Snapshot identified(SnapshotName name, List<String> content) {
    return new Snapshot(name, name + "/" + content.size() + "/" + content.hashCode());
  }

  @Override
  public synchronized List<Snapshot> snapshots(DatasetId dataset) {
    Copy copy = copies.get(dataset);
    List<Snapshot> snapshots = new ArrayList<>();
    if (copy != null) {
      copy.snapshots.forEach((name, content) -> snapshots.add(identified(name, content)));
    }
    return snapshots;
  }

  @Override
  public void destroySnapshot(DatasetId dataset, SnapshotName name) {
    fault.step("destroySnapshot");
    synchronized (this) {
      copy(dataset).snapshots.remove(name);
    }
  }

  @Override
  public Outgoing send(DatasetId dataset, SnapshotName name, Optional<SnapshotName> base) {
    fault.step("send");
    List<String> content;
    synchronized (this) {
      Copy copy = copy(dataset);
      base.ifPresent(from -> snapshotOf(copy, from));
      content = snapshotOf(copy, name);
    }
    byte[] bytes = String.join("\n", content).getBytes(StandardCharsets.UTF_8);
    InputStream stream = new ByteArrayInputStream(bytes);
    return new Outgoing() {
      @Override
      public InputStream stream() {
        return stream;
      }

      @Override
      public Snapshot finish() {
        fault.step("the sender's exit status");
        return identified(name, content);
      }

      @Override
      public void close() {}
    };
  }

  @Override
  public Incoming receive(VolumeRecord record, SnapshotName name, Optional<SnapshotName> base) {
    fault.step("receive");
    synchronized (this) {
      Copy copy = copies.get(record.dataset());
      base.ifPresent(from -> snapshotOf(Objects.requireNonNull(copy), from));
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    return new Incoming() {
      @Override
      public OutputStream stream() {
        return bytes;
      }

      @Override
      public Snapshot finish() {
        fault.step("keeping what was received");
        String text = bytes.toString(StandardCharsets.UTF_8);
        List<String> content = text.isEmpty() ? List.of() : List.of(text.split("\n", -1));
        keep(record, name, content, base.isPresent());
        fault.step("the receiver's answer");
        return identified(name, content);
      }

      @Override
      public void close() {}
    };
  }

  private synchronized void keep(
      VolumeRecord record, SnapshotName name, List<String> content, boolean incremental) {
    Copy copy = copies.computeIfAbsent(record.dataset(), _ -> new Copy(record));
    if (!incremental) {
      copy.snapshots.clear();
    }
    copy.record = record;
    copy.snapshots.put(name, content);
  }

  @Override
  public void retire(DatasetId dataset) {
    fault.step("retire");
    synchronized (this) {
      copy(dataset).live = null;
      copy(dataset).writable = false;
    }
  }

  @Override
  public void clone(DatasetId parent, SnapshotName snapshot, VolumeRecord child) {
    throw new IllegalStateException("not part of a move");
  }

  @Override
  public void destroy(DatasetId dataset) {
    fault.step("destroy");
    synchronized (this) {
      copies.remove(dataset);
    }
  }
}
