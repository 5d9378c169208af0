package io.flocker.agent.half;

import io.flocker.core.model.DatasetId;
import io.flocker.core.model.Size;
import io.flocker.core.model.SnapshotName;
import io.flocker.core.problem.Problem;
import io.flocker.core.problem.ProblemException;
import io.flocker.core.state.ObservedVolume;
import io.flocker.core.state.VolumeRecord;
import io.flocker.storage.Capabilities;
import io.flocker.storage.Incoming;
import io.flocker.storage.Outgoing;
import io.flocker.storage.Snapshot;
import io.flocker.storage.VolumeDriver;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Volumes for the container agent: it looks at them and changes nothing. A container is started
 * only on a volume that is live already. Safe for use as any driver.
 */
public final class WatchedVolumes implements VolumeDriver {

  private final VolumeDriver seen;

  /**
   * @param seen only looked at
   */
  public WatchedVolumes(VolumeDriver seen) {
    this.seen = seen;
  }

  @Override
  public String name() {
    return seen.name();
  }

  @Override
  public Capabilities capabilities() {
    return seen.capabilities();
  }

  @Override
  public List<ObservedVolume> list() {
    return seen.list();
  }

  @Override
  public Optional<ObservedVolume> find(DatasetId dataset) {
    return seen.find(dataset);
  }

  @Override
  public Optional<VolumeRecord> record(DatasetId dataset) {
    return seen.record(dataset);
  }

  @Override
  public List<Snapshot> snapshots(DatasetId dataset) {
    return seen.snapshots(dataset);
  }

  /** Says where it is; that it is writable must be the dataset agent's doing. */
  @Override
  public Path makeWritable(DatasetId dataset) {
    return seen.find(dataset)
        .filter(ObservedVolume::writable)
        .filter(copy -> copy.record().head().isEmpty())
        .flatMap(ObservedVolume::path)
        .map(Path::of)
        .orElseThrow(() ->
            new ProblemException(
                new Problem(
                    Problem.Kind.STORAGE,
                    "dataset " + dataset,
                    "it is not mounted to be written to on this node, so no container is started"
                        + " on it",
                    "see that the dataset agent runs here (systemctl status"
                        + " flocker-dataset-agent): it does that")));
  }

  @Override
  public void create(VolumeRecord record) {
    throw notMine(record.dataset());
  }

  @Override
  public void writeRecord(VolumeRecord record) {
    throw notMine(record.dataset());
  }

  @Override
  public void resize(DatasetId dataset, Optional<Size> maximumSize) {
    throw notMine(dataset);
  }

  @Override
  public Path reservePath(DatasetId dataset) {
    throw notMine(dataset);
  }

  @Override
  public void makeReadOnly(DatasetId dataset) {
    throw notMine(dataset);
  }

  @Override
  public Snapshot snapshot(DatasetId dataset, SnapshotName name) {
    throw notMine(dataset);
  }

  @Override
  public void destroySnapshot(DatasetId dataset, SnapshotName name) {
    throw notMine(dataset);
  }

  @Override
  public Outgoing send(DatasetId dataset, SnapshotName snapshot, Optional<SnapshotName> base) {
    throw notMine(dataset);
  }

  @Override
  public Incoming receive(VolumeRecord record, SnapshotName snapshot, Optional<SnapshotName> base) {
    throw notMine(record.dataset());
  }

  @Override
  public void retire(DatasetId dataset) {
    throw notMine(dataset);
  }

  @Override
  public void clone(DatasetId parent, SnapshotName snapshot, VolumeRecord child) {
    throw notMine(child.dataset());
  }

  @Override
  public void destroy(DatasetId dataset) {
    throw notMine(dataset);
  }

  private static IllegalStateException notMine(DatasetId dataset) {
    return new IllegalStateException("the container agent was to change dataset " + dataset);
  }
}
