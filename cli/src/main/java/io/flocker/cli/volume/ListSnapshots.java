package io.flocker.cli.volume;

import io.flocker.cli.host.Nodes;
import io.flocker.core.model.DatasetId;
import io.flocker.node.NodeFiles;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code flocker-volume snapshots}. */
@Command(
    name = "snapshots",
    description = "Prints the names of a dataset's snapshots on this node, oldest first.")
public final class ListSnapshots implements Callable<Integer> {

  @Parameters(
      paramLabel = "DATASET",
      converter = Datasets.class,
      description = "Id of a dataset, or the name of its application.")
  private DatasetId dataset = DatasetId.ofName("");

  @Override
  public Integer call() {
    Nodes.driver(NodeFiles.standard())
        .snapshots(dataset)
        .forEach(snapshot -> System.out.println(snapshot.name()));
    System.out.flush();
    return 0;
  }
}
