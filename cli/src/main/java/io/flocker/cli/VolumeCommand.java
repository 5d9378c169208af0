package io.flocker.cli;

import io.flocker.cli.volume.AcquireVolume;
import io.flocker.cli.volume.CloneVolume;
import io.flocker.cli.volume.ListSnapshots;
import io.flocker.cli.volume.ListVolumes;
import io.flocker.cli.volume.MountVolumes;
import io.flocker.cli.volume.PeerService;
import io.flocker.cli.volume.ReceiveVolume;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code flocker-volume}: the volumes of this node, one by one. */
@Command(
    name = "volume",
    description = "Looks at the volumes of this node and works on them one by one.",
    subcommands = {
      ListVolumes.class,
      ListSnapshots.class,
      ReceiveVolume.class,
      AcquireVolume.class,
      CloneVolume.class,
      MountVolumes.class,
      PeerService.class,
    })
final class VolumeCommand extends CommonOptions implements Runnable {

  @Spec private @Nullable CommandSpec spec;

  @Override
  public void run() {
    if (spec != null) {
      throw new ParameterException(spec.commandLine(), "say what to do: one of the commands above");
    }
  }
}
