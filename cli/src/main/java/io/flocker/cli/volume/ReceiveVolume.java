package io.flocker.cli.volume;

import io.flocker.cli.host.Nodes;
import io.flocker.core.model.DatasetId;
import io.flocker.core.model.NodeId;
import io.flocker.core.model.SnapshotName;
import io.flocker.core.state.ObservedVolume;
import io.flocker.core.state.VolumeRecord;
import io.flocker.node.NodeFiles;
import io.flocker.node.NodeIdentity;
import io.flocker.storage.Incoming;
import io.flocker.storage.Snapshot;
import io.flocker.storage.VolumeDriver;
import io.flocker.storage.VolumeLocks;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code flocker-volume receive}. */
@Command(
    name = "receive",
    description = {
      "Reads a snapshot in the filesystem's own stream format from standard input into a replica",
      "of a dataset that another node owns."
    })
public final class ReceiveVolume implements Callable<Integer> {

  @Parameters(index = "0", paramLabel = "OWNER", description = "Id of the node that owns it.")
  private String owner = "";

  @Parameters(
      index = "1",
      paramLabel = "DATASET",
      converter = Datasets.class,
      description = "Id of a dataset, or the name of its application.")
  private DatasetId dataset = DatasetId.ofName("");

  @Parameters(index = "2", paramLabel = "SNAPSHOT", description = "Name of the snapshot.")
  private String snapshot = "";

  @Option(
      names = "--base",
      paramLabel = "SNAPSHOT",
      description = "The stream is the difference to this snapshot, which is here already.")
  private @Nullable String base;

  @Override
  public Integer call() throws IOException {
    NodeFiles files = NodeFiles.standard();
    NodeId self = NodeIdentity.of(files);
    NodeId sender = NodeId.parse(owner);
    VolumeDriver driver = Nodes.driver(files);
    if (sender.equals(self)) {
      throw Datasets.refusal(
          dataset, "OWNER is this node, which has nothing to receive", "name the sender's id");
    }
    try (VolumeLocks.Held _ = new VolumeLocks(files.volumeLocks()).hold(dataset)) {
      Optional<VolumeRecord> present = driver.find(dataset).map(ObservedVolume::record);
      if (present.isPresent() && present.get().owner().equals(self)) {
        throw Datasets.refusal(
            dataset, "this node owns it", "move it to another node with flocker-deploy first");
      }
      VolumeRecord record =
          present.orElseGet(() -> VolumeRecord.created(dataset, sender, Optional.empty()));
      Optional<SnapshotName> from = Optional.ofNullable(base).map(SnapshotName::new);
      try (Incoming incoming = driver.receive(record, new SnapshotName(snapshot), from)) {
        System.in.transferTo(incoming.stream());
        Snapshot received = incoming.finish();
        System.out.println(received.name() + " " + received.identity());
      }
    }
    return 0;
  }
}
