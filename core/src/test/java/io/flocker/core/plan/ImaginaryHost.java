package io.flocker.core.plan;

import io.flocker.core.model.Application;
import io.flocker.core.model.ApplicationName;
import io.flocker.core.model.DatasetId;
import io.flocker.core.model.NodeId;
import io.flocker.core.model.NodeName;
import io.flocker.core.model.Port;
import io.flocker.core.model.Size;
import io.flocker.core.model.SnapshotName;
import io.flocker.core.model.Volume;
import io.flocker.core.state.KnownDataset;
import io.flocker.core.state.NodeState;
import io.flocker.core.state.ObservedContainer;
import io.flocker.core.state.ObservedVolume;
import io.flocker.core.state.Route;
import io.flocker.core.state.VolumeRecord;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** A host that exists in memory only, with what it keeps through a power cut and what it loses. */
final class ImaginaryHost {

  /** A copy of a dataset; its content is how many of all writes it holds. */
  static final class Copy {
    VolumeRecord record;
    boolean mounted;
    boolean writable;
    long content;
    final SortedMap<SnapshotName, Long> snapshots = new TreeMap<>();

    Copy(VolumeRecord record) {
      this.record = record;
    }
  }

  /** A container, made from an application. */
  static final class Container {
    final Application application;
    final SortedMap<String, String> specification;
    boolean running = true;

    Container(Application application, NodeName node) {
      this.application = application;
      this.specification = SpecificationDigest.of(application, node);
    }

    boolean mounts(DatasetId dataset) {
      return application.volumes().stream().anyMatch(v -> v.dataset().equals(dataset));
    }
  }

  private record Lock(ImaginaryProcess process, @Nullable ImaginaryStep holder) {}

  final NodeName name;
  final NodeId id;
  final SortedMap<DatasetId, Copy> copies = new TreeMap<>();
  final SortedMap<ApplicationName, Container> containers = new TreeMap<>();
  final TreeSet<String> images = new TreeSet<>();
  final TreeSet<Route> routes = new TreeSet<>();
  final TreeSet<Integer> openPorts = new TreeSet<>();
  final SortedMap<DatasetId, KnownDataset> known = new TreeMap<>();
  private final Map<DatasetId, Lock> locks = new HashMap<>();
  boolean up = true;

  ImaginaryHost(String name) {
    this.name = new NodeName(name);
    this.id = TestNode.idOf(name);
  }

  boolean owns(@Nullable Copy copy) {
    return copy != null && copy.record.isWritableOn(id);
  }

  /** Whether some action is at work on a dataset here. */
  boolean isBusy(DatasetId dataset) {
    return locks.containsKey(dataset);
  }

  void lock(DatasetId dataset, ImaginaryProcess process, ImaginaryStep holder) {
    locks.put(dataset, new Lock(process, holder));
  }

  /** What an action held is free again. */
  void unlock(ImaginaryStep holder) {
    locks.values().removeIf(lock -> holder.equals(lock.holder()));
  }

  /** What a dead process held is free again. */
  void release(ImaginaryProcess process) {
    locks.values().removeIf(lock -> process.equals(lock.process()));
  }

  /** Everything that is only in memory is gone. */
  void loseMemory() {
    locks.clear();
    containers.values().forEach(container -> container.running = false);
    for (Copy copy : copies.values()) {
      copy.mounted = false;
      copy.writable = false;
    }
  }

  void activate(Copy copy) {
    copy.record
        .head()
        .ifPresent(head -> copy.content = Objects.requireNonNull(copy.snapshots.get(head)));
    copy.record = copy.record.withHead(Optional.empty());
    copy.mounted = true;
    copy.writable = true;
  }

  /** Lets a container run again, if all it has mounted is live and this host's own. */
  void resume(Container container) {
    container.running =
        container.application.volumes().stream()
            .map(volume -> copies.get(volume.dataset()))
            .allMatch(copy -> copy != null && owns(copy) && copy.writable);
  }

  void remember(KnownDataset news) {
    known.merge(news.dataset(), news, (old, fresh) -> fresh.epoch() >= old.epoch() ? fresh : old);
  }

  /** Starts a container as a careful host does: on volumes that are its own, made live now. */
  boolean start(Application application) {
    for (Volume volume : application.volumes()) {
      Copy copy = copies.get(volume.dataset());
      if (copy == null || !owns(copy) || isBusy(volume.dataset())) {
        return false;
      }
      activate(copy);
    }
    for (Container other : containers.values()) {
      boolean clash =
          other.application.ports().stream()
              .map(Port::external)
              .anyMatch(portsOf(application)::contains);
      if (clash && !other.application.name().equals(application.name())) {
        return false;
      }
    }
    containers.put(application.name(), new Container(application, name));
    return images.contains(application.image().toString());
  }

  private static NavigableSet<Integer> portsOf(Application application) {
    TreeSet<Integer> ports = new TreeSet<>();
    application.ports().forEach(port -> ports.add(port.external()));
    return ports;
  }

  /** What the host would report now. */
  NodeState report() {
    List<ObservedContainer> observed = new ArrayList<>();
    for (Container container : containers.values()) {
      Application application = container.application;
      observed.add(
          new ObservedContainer(
              application.name(),
              application.image(),
              container.running,
              false,
              application.ports(),
              application.restartPolicy(),
              container.specification,
              application.volumes().stream().map(v -> TestNode.path(v.dataset())).toList()));
    }
    List<ObservedVolume> volumes = new ArrayList<>();
    copies.forEach((dataset, copy) ->
        volumes.add(
            new ObservedVolume(
                copy.record,
                copy.mounted ? Optional.of(TestNode.path(dataset)) : Optional.empty(),
                copy.writable,
                new Size(copy.content),
                copy.snapshots.keySet().stream().map(SnapshotName::value).toList())));
    return new NodeState(
        id,
        "btrfs",
        true,
        true,
        observed,
        volumes,
        images,
        routes,
        openPorts,
        new TreeSet<>(),
        List.copyOf(known.values()));
  }
}
