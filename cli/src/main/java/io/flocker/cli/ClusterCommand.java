package io.flocker.cli;

import io.flocker.cli.ctl.ChangeMetadata;
import io.flocker.cli.ctl.Clone;
import io.flocker.cli.ctl.Completion;
import io.flocker.cli.ctl.ConnectionOptions;
import io.flocker.cli.ctl.Create;
import io.flocker.cli.ctl.DecommissionNode;
import io.flocker.cli.ctl.Destroy;
import io.flocker.cli.ctl.Events;
import io.flocker.cli.ctl.Explain;
import io.flocker.cli.ctl.History;
import io.flocker.cli.ctl.Lease;
import io.flocker.cli.ctl.ListContainers;
import io.flocker.cli.ctl.ListDatasets;
import io.flocker.cli.ctl.ListNodes;
import io.flocker.cli.ctl.Move;
import io.flocker.cli.ctl.Program;
import io.flocker.cli.ctl.Resize;
import io.flocker.cli.ctl.Restore;
import io.flocker.cli.ctl.ServerVersion;
import io.flocker.cli.ctl.Snapshot;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code flockerctl}: a cluster through the API of its control service. */
@Command(
    name = "ctl",
    description = "Looks at a cluster and changes it, through its control service.",
    subcommands = {
      ListNodes.class,
      DecommissionNode.class,
      ListDatasets.class,
      ListContainers.class,
      Create.class,
      Move.class,
      Destroy.class,
      Restore.class,
      Resize.class,
      ChangeMetadata.class,
      Snapshot.class,
      Clone.class,
      Lease.class,
      Explain.class,
      Events.class,
      History.class,
      ServerVersion.class,
      Completion.class,
    })
final class ClusterCommand extends CommonOptions implements Program, Runnable {

  @Spec private @Nullable CommandSpec spec;

  @Mixin private ConnectionOptions connection = new ConnectionOptions();

  @Override
  public ConnectionOptions connection() {
    return connection;
  }

  @Override
  public Map<String, String> environment() {
    return System.getenv();
  }

  @Override
  public boolean isTerminal() {
    return Terminal.isStandardError();
  }

  @Override
  public void run() {
    if (spec != null) {
      throw new ParameterException(spec.commandLine(), "say what to do: one of the commands above");
    }
  }
}
