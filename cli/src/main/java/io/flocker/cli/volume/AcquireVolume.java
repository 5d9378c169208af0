package io.flocker.cli.volume;

import io.flocker.cli.host.Nodes;
import io.flocker.core.model.DatasetId;
import io.flocker.core.model.NodeId;
import io.flocker.core.state.ObservedVolume;
import io.flocker.core.state.VolumeRecord;
import io.flocker.node.NodeFiles;
import io.flocker.node.NodeIdentity;
import io.flocker.storage.Snapshot;
import io.flocker.storage.VolumeDriver;
import io.flocker.storage.VolumeLocks;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code flocker-volume acquire}: the way out when a dataset's owner is lost for good. */
@Command(
    name = "acquire",
    description = {
      "Makes this node the owner of a dataset of which it has a replica, because the owner is lost.",
      "What was written on the owner after the replica's newest snapshot is lost with it, also if",
      "the owner comes back: a later deployment turns its copy into a replica of this one."
    })
public final class AcquireVolume implements Callable<Integer> {

  @Parameters(
      paramLabel = "DATASET",
      converter = Datasets.class,
      description = "Id of a dataset, or the name of its application.")
  private DatasetId dataset = DatasetId.ofName("");

  @Option(names = "--accept-loss", description = "Say that you accept what is told above.")
  private boolean acceptLoss;

  @Override
  public Integer call() {
    NodeFiles files = NodeFiles.standard();
    NodeId self = NodeIdentity.of(files);
    VolumeDriver driver = Nodes.driver(files);
    try (VolumeLocks.Held _ = new VolumeLocks(files.volumeLocks()).hold(dataset)) {
      VolumeRecord record =
          driver
              .find(dataset)
              .map(ObservedVolume::record)
              .orElseThrow(() -> Datasets.refusal(dataset, "there is no copy of it here", ""));
      if (record.owner().equals(self)) {
        throw Datasets.refusal(dataset, "this node owns it already", "");
      }
      List<Snapshot> snapshots = driver.snapshots(dataset);
      if (snapshots.isEmpty()) {
        throw Datasets.refusal(dataset, "the replica here was never completed", "");
      }
      Snapshot newest = snapshots.getLast();
      if (!acceptLoss) {
        throw Datasets.refusal(
            dataset,
            "node "
                + record.owner()
                + " owns it, and what it wrote after snapshot "
                + newest.name()
                + " would be lost",
            "if that node is lost for good, say --accept-loss; else move the dataset with"
                + " flocker-deploy");
      }
      long epoch = Math.max(record.epoch(), record.fence()) + 1;
      driver.writeRecord(record.ownedBy(self, epoch).withHead(Optional.of(newest.name())));
      System.out.println(driver.makeWritable(dataset));
    }
    return 0;
  }
}
