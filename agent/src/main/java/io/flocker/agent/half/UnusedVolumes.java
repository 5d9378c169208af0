package io.flocker.agent.half;

import io.flocker.core.model.DatasetId;
import io.flocker.core.model.Size;
import io.flocker.core.model.SnapshotName;
import io.flocker.core.problem.Problem;
import io.flocker.core.problem.ProblemException;
import io.flocker.core.state.ObservedContainer;
import io.flocker.core.state.ObservedVolume;
import io.flocker.core.state.VolumeRecord;
import io.flocker.node.ContainerRuntime;
import io.flocker.storage.Capabilities;
import io.flocker.storage.Incoming;
import io.flocker.storage.Outgoing;
import io.flocker.storage.Snapshot;
import io.flocker.storage.VolumeDriver;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Volumes for an agent: what a container of ours uses here, or Docker has mounted for one of its
 * own, is neither frozen, nor let go of, nor destroyed. Who stops the container may be another
 * process, which is away or behind, or nobody: it may be one that the cluster was never asked for.
 * So the engine is asked, under the dataset's lock, right before. Safe for use as any driver.
 */
public final class UnusedVolumes implements VolumeDriver {

  private final VolumeDriver driver;
  private final ContainerRuntime containers;
  private final VolumeUses uses;
  // A dataset's place on a node never changes, and to ask for it costs time while a container is
  // stopped.
  private final Map<DatasetId, String> places = new ConcurrentHashMap<>();

  /**
   * @param containers only looked at
   * @param uses by others than containers of ours
   */
  public UnusedVolumes(VolumeDriver driver, ContainerRuntime containers, VolumeUses uses) {
    this.driver = driver;
    this.containers = containers;
    this.uses = uses;
  }

  /** Throws {@link ProblemException}, with who does, if anybody uses it here. */
  public void requireUnused(DatasetId dataset) {
    uses.requireUnused(dataset);
    requireNoContainer(dataset);
  }

  /** The engine may take its time to answer, so nobody who mounts waits for that. */
  private void takeAway(DatasetId dataset, Runnable action) {
    requireUnused(dataset);
    uses.takeAway(dataset, action);
  }

  private void requireNoContainer(DatasetId dataset) {
    List<ObservedContainer> alive =
        containers.list().stream().filter(WatchedContainers::isAlive).toList();
    if (alive.stream().allMatch(container -> container.volumePaths().isEmpty())) {
      return;
    }
    if (!places.containsKey(dataset)) {
      find(dataset);
    }
    String place = places.get(dataset);
    for (ObservedContainer container : alive) {
      if (place != null && container.volumePaths().contains(place)) {
        throw new ProblemException(
            new Problem(
                Problem.Kind.CONTAINER,
                "dataset " + dataset,
                "container " + container.name() + " uses it on this node, at " + place,
                "if it was wanted here once, the agent stops it (where there are two, the container"
                    + " agent does: systemctl status flocker-container-agent); if not, stop it, or"
                    + " want the dataset on this node"));
      }
    }
  }

  private ObservedVolume noted(ObservedVolume copy) {
    copy.path().ifPresent(path -> places.put(copy.dataset(), path));
    return copy;
  }

  @Override
  public List<ObservedVolume> list() {
    return driver.list().stream().map(this::noted).toList();
  }

  @Override
  public Optional<ObservedVolume> find(DatasetId dataset) {
    return driver.find(dataset).map(this::noted);
  }

  @Override
  public void makeReadOnly(DatasetId dataset) {
    takeAway(dataset, () -> driver.makeReadOnly(dataset));
  }

  @Override
  public void retire(DatasetId dataset) {
    takeAway(dataset, () -> driver.retire(dataset));
  }

  @Override
  public void destroy(DatasetId dataset) {
    takeAway(dataset, () -> driver.destroy(dataset));
    places.remove(dataset);
  }

  @Override
  public String name() {
    return driver.name();
  }

  @Override
  public Capabilities capabilities() {
    return driver.capabilities();
  }

  @Override
  public Optional<VolumeRecord> record(DatasetId dataset) {
    return driver.record(dataset);
  }

  @Override
  public void create(VolumeRecord record) {
    driver.create(record);
  }

  @Override
  public void writeRecord(VolumeRecord record) {
    driver.writeRecord(record);
  }

  @Override
  public void resize(DatasetId dataset, Optional<Size> maximumSize) {
    driver.resize(dataset, maximumSize);
  }

  @Override
  public Path makeWritable(DatasetId dataset) {
    return driver.makeWritable(dataset);
  }

  @Override
  public Path reservePath(DatasetId dataset) {
    return driver.reservePath(dataset);
  }

  @Override
  public Snapshot snapshot(DatasetId dataset, SnapshotName name) {
    return driver.snapshot(dataset, name);
  }

  @Override
  public List<Snapshot> snapshots(DatasetId dataset) {
    return driver.snapshots(dataset);
  }

  @Override
  public void destroySnapshot(DatasetId dataset, SnapshotName name) {
    driver.destroySnapshot(dataset, name);
  }

  @Override
  public Outgoing send(DatasetId dataset, SnapshotName snapshot, Optional<SnapshotName> base) {
    return driver.send(dataset, snapshot, base);
  }

  @Override
  public Incoming receive(VolumeRecord record, SnapshotName snapshot, Optional<SnapshotName> base) {
    return driver.receive(record, snapshot, base);
  }

  @Override
  public void clone(DatasetId parent, SnapshotName snapshot, VolumeRecord child) {
    driver.clone(parent, snapshot, child);
  }
}
