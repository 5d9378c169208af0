package io.flocker.control.steward;

import io.flocker.control.cluster.ClusterSnapshot;
import io.flocker.control.model.ClusterConfiguration;
import io.flocker.control.model.Command;
import io.flocker.control.model.Dataset;
import io.flocker.control.model.DatasetSnapshot;
import io.flocker.control.model.Home;
import io.flocker.core.model.DatasetId;
import io.flocker.core.model.NodeId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What is to be written down about the snapshots of a dataset. Pure. */
final class SnapshotDuties {

  private final ClusterConfiguration wanted;
  private final ClusterSnapshot cluster;
  private final List<Command> due = new ArrayList<>();

  private SnapshotDuties(ClusterConfiguration wanted, ClusterSnapshot cluster) {
    this.wanted = wanted;
    this.cluster = cluster;
  }

  static List<Command> of(DatasetId dataset, ClusterConfiguration wanted, ClusterSnapshot cluster) {
    SnapshotDuties duties = new SnapshotDuties(wanted, cluster);
    duties.record(dataset);
    wanted.dataset(dataset).ifPresent(duties::endClone);
    return duties.due;
  }

  /** Once it is written down who has a snapshot, nobody takes it again. */
  private void record(DatasetId dataset) {
    for (DatasetSnapshot snapshot : wanted.snapshotsOf(dataset)) {
      if (snapshot.holder().isEmpty() && !snapshot.isDeleted()) {
        holder(snapshot)
            .ifPresent(
                node -> due.add(new Command.RecordSnapshot(dataset, snapshot.snapshot(), node)));
      }
    }
  }

  /** A snapshot that was taken for one clone only has done its duty once that is there. */
  private void endClone(Dataset clone) {
    clone
        .from()
        .filter(_ -> clone.isDeleted() || isMade(clone))
        .flatMap(origin -> wanted.snapshot(origin.dataset(), origin.snapshot()))
        .filter(snapshot -> !snapshot.isDeleted() && snapshot.isTakenFor(clone))
        .ifPresent(
            snapshot -> due.add(new Command.DeleteSnapshot(snapshot.dataset(), snapshot.name())));
  }

  private boolean isMade(Dataset clone) {
    return wanted
        .home(clone.id())
        .filter(home -> home.standing() instanceof Home.Standing.Exists)
        .isPresent();
  }

  private Optional<NodeId> holder(DatasetSnapshot snapshot) {
    return cluster.copiesOf(snapshot.dataset()).entrySet().stream()
        .filter(copy -> copy.getValue().snapshot(snapshot.snapshot()).isPresent())
        .map(Map.Entry::getKey)
        .sorted()
        .findFirst();
  }
}
