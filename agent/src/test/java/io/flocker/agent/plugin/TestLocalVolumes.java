package io.flocker.agent.plugin;

import io.flocker.core.model.DatasetId;
import io.flocker.core.model.NodeId;
import io.flocker.core.model.Size;
import io.flocker.core.model.VolumeProperties;
import io.flocker.core.problem.Problem;
import io.flocker.core.problem.ProblemException;
import io.flocker.core.state.ObservedVolume;
import io.flocker.core.state.VolumeRecord;
import io.flocker.wire.Phase;
import io.flocker.wire.UnitStatus;
import io.flocker.wire.WantedDataset;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** A node in memory. */
final class TestLocalVolumes implements LocalVolumes {

  static final NodeId SELF = new NodeId(UUID.randomUUID());
  static final NodeId OTHER = new NodeId(UUID.randomUUID());

  final Map<DatasetId, WantedDataset> wanted = new ConcurrentHashMap<>();
  final Map<DatasetId, ObservedVolume> copies = new ConcurrentHashMap<>();
  final AtomicInteger looks = new AtomicInteger();
  final AtomicInteger introductions = new AtomicInteger();
  volatile Set<String> used = Set.of();
  volatile Set<String> named = Set.of();
  volatile boolean engineAway;

  /** It is wanted, and its copy there, on this node. */
  DatasetId here(String name) {
    DatasetId dataset = want(name, SELF);
    arrive(dataset);
    return dataset;
  }

  DatasetId want(String name, NodeId node) {
    DatasetId dataset = DatasetId.ofName(name);
    wanted.put(
        dataset,
        new WantedDataset(
            dataset,
            node,
            Optional.of(Size.mebibytes(64)),
            false,
            false,
            List.of(),
            Optional.empty(),
            WantedDataset.Snapshots.NONE,
            Optional.empty(),
            Optional.of(name),
            VolumeProperties.NONE));
    return dataset;
  }

  void arrive(DatasetId dataset) {
    copies.put(dataset, copy(dataset, true));
  }

  void freeze(DatasetId dataset) {
    copies.put(dataset, copy(dataset, false));
  }

  private static ObservedVolume copy(DatasetId dataset, boolean writable) {
    return new ObservedVolume(
        VolumeRecord.created(dataset, SELF, Optional.empty()),
        Optional.of("/flocker/" + dataset),
        writable,
        new Size(4096),
        List.of());
  }

  @Override
  public String node() {
    return "192.0.2.1";
  }

  @Override
  public boolean isWantedHere(WantedDataset dataset) {
    return dataset.node().equals(SELF);
  }

  @Override
  public boolean isUsable(ObservedVolume copy) {
    return copy.writable();
  }

  @Override
  public List<WantedDataset> wanted() {
    return List.copyOf(wanted.values());
  }

  @Override
  public Optional<ObservedVolume> seen(DatasetId dataset) {
    return Optional.ofNullable(copies.get(dataset));
  }

  @Override
  public Optional<ObservedVolume> look(DatasetId dataset) {
    looks.incrementAndGet();
    return seen(dataset);
  }

  @Override
  public Optional<UnitStatus> work(DatasetId dataset) {
    return Optional.of(UnitStatus.of(Phase.SETTLED, "it is as wanted", Instant.EPOCH));
  }

  @Override
  public Set<String> usedByContainers() {
    needEngine();
    return used;
  }

  @Override
  public void introduceToDocker() {
    introductions.incrementAndGet();
    needEngine();
  }

  @Override
  public Set<String> namedByContainers() {
    needEngine();
    return named;
  }

  private void needEngine() {
    if (engineAway) {
      throw new ProblemException(
          new Problem(Problem.Kind.ENVIRONMENT, "docker", "does not answer", ""));
    }
  }
}
