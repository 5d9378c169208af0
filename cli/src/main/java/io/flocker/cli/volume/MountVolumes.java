package io.flocker.cli.volume;

import io.flocker.cli.host.Nodes;
import io.flocker.core.model.NodeId;
import io.flocker.core.problem.Problem;
import io.flocker.core.problem.ProblemException;
import io.flocker.core.state.ObservedVolume;
import io.flocker.node.NodeFiles;
import io.flocker.node.NodeIdentity;
import io.flocker.storage.VolumeDriver;
import io.flocker.storage.VolumeLocks;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** {@code flocker-volume mount}: after a boot, before Docker starts containers on the volumes. */
@Command(
    name = "mount",
    description = "Makes every volume that this node owns present and writable; run at boot.")
public final class MountVolumes implements Callable<Integer> {

  @Override
  public Integer call() {
    NodeFiles files = NodeFiles.standard();
    NodeId self = NodeIdentity.of(files);
    VolumeDriver driver = Nodes.driver(files);
    VolumeLocks locks = new VolumeLocks(files.volumeLocks());
    List<Problem> problems = new ArrayList<>();
    for (ObservedVolume volume : driver.list()) {
      if (volume.record().isWritableOn(self)) {
        try (VolumeLocks.Held _ = locks.hold(volume.dataset())) {
          System.out.println(driver.makeWritable(volume.dataset()));
        } catch (ProblemException e) {
          problems.addAll(e.problems());
        }
      }
    }
    if (!problems.isEmpty()) {
      throw new ProblemException(problems);
    }
    return 0;
  }
}
