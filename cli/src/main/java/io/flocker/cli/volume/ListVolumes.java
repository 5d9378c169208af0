package io.flocker.cli.volume;

import io.flocker.cli.host.Nodes;
import io.flocker.core.json.Json;
import io.flocker.core.model.NodeId;
import io.flocker.core.model.Size;
import io.flocker.core.state.ObservedVolume;
import io.flocker.core.state.VolumeRecord;
import io.flocker.node.NodeFiles;
import io.flocker.node.NodeIdentity;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code flocker-volume list}. */
@Command(name = "list", description = "Lists the copies of datasets that this node holds.")
public final class ListVolumes implements Callable<Integer> {

  @Option(names = "--json", description = "Print JSON with every detail instead of a table.")
  private boolean json;

  @Override
  public Integer call() {
    NodeFiles files = NodeFiles.standard();
    NodeId self = NodeIdentity.of(files);
    List<ObservedVolume> volumes = Nodes.driver(files).list();
    if (json) {
      System.out.println(Json.write(volumes));
    } else {
      row("DATASET", "ROLE", "EPOCH", "USED", "LIMIT", "PATH");
      volumes.forEach(volume -> row(volume, self));
    }
    System.out.flush();
    return 0;
  }

  private static void row(ObservedVolume volume, NodeId self) {
    VolumeRecord record = volume.record();
    String role = record.owner().equals(self) ? "owner" : "replica";
    row(
        record.dataset().toString(),
        record.handingOffTo().isPresent() ? "handing off" : role,
        String.valueOf(record.epoch()),
        volume.used().toString(),
        record.maximumSize().map(Size::toString).orElse("-"),
        volume.path().orElse("-"));
  }

  private static void row(
      String dataset, String role, String epoch, String used, String limit, String path) {
    System.out.println(
        String.format(
            Locale.ROOT,
            "%-36s  %-11s  %5s  %9s  %9s  %s",
            dataset,
            role,
            epoch,
            used,
            limit,
            path));
  }
}
