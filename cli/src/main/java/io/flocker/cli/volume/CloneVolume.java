package io.flocker.cli.volume;

import io.flocker.cli.host.Nodes;
import io.flocker.core.model.DatasetId;
import io.flocker.core.model.NodeId;
import io.flocker.core.model.SnapshotName;
import io.flocker.core.state.ObservedVolume;
import io.flocker.core.state.VolumeRecord;
import io.flocker.node.NodeFiles;
import io.flocker.node.NodeIdentity;
import io.flocker.storage.VolumeDriver;
import io.flocker.storage.VolumeLocks;
import java.util.UUID;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code flocker-volume clone}. */
@Command(
    name = "clone",
    description = {
      "Makes a new dataset on this node with the content of another one, sharing what neither",
      "changes, and prints where it is."
    })
public final class CloneVolume implements Callable<Integer> {

  @Parameters(
      index = "0",
      paramLabel = "DATASET",
      converter = Datasets.class,
      description = "What to clone: id of a dataset, or the name of its application.")
  private DatasetId parent = DatasetId.ofName("");

  @Parameters(
      index = "1",
      paramLabel = "NEW",
      converter = Datasets.class,
      description = "The clone: an id, or the name of the application that will use it.")
  private DatasetId child = DatasetId.ofName("");

  @Option(
      names = "--snapshot",
      paramLabel = "NAME",
      description = "Clone this snapshot; by default one that is taken now.")
  private @Nullable String snapshot;

  @Override
  public Integer call() {
    NodeFiles files = NodeFiles.standard();
    NodeId self = NodeIdentity.of(files);
    VolumeDriver driver = Nodes.driver(files);
    VolumeLocks locks = new VolumeLocks(files.volumeLocks());
    try (VolumeLocks.Held _ = locks.hold(parent);
        VolumeLocks.Held _ = locks.hold(child)) {
      VolumeRecord record =
          driver
              .find(parent)
              .map(ObservedVolume::record)
              .orElseThrow(() -> Datasets.refusal(parent, "there is no copy of it here", ""));
      if (driver.find(child).isPresent()) {
        throw Datasets.refusal(child, "it exists here already", "choose another id for the clone");
      }
      SnapshotName from =
          snapshot == null
              ? driver.snapshot(parent, new SnapshotName("clone-" + UUID.randomUUID())).name()
              : new SnapshotName(snapshot);
      driver.clone(
          parent,
          from,
          VolumeRecord.created(child, self, record.maximumSize()).with(record.properties()));
      System.out.println(driver.makeWritable(child));
    }
    return 0;
  }
}
