package io.flocker.cli;

import io.flocker.cli.host.Nodes;
import io.flocker.core.json.Json;
import io.flocker.core.state.NodeState;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code flocker-reportstate}: what this node really has. */
@Command(
    name = "reportstate",
    description = "Prints what this node has: applications, volumes, routes and used ports.")
final class ReportStateCommand extends CommonOptions implements Callable<Integer> {

  @Option(names = "--json", description = "Print JSON with every detail instead of YAML.")
  private boolean json;

  @Override
  public Integer call() {
    NodeState state = Nodes.open().discovery().observe();
    System.out.print(json ? Json.write(state) + "\n" : StateReport.yaml(state));
    System.out.flush();
    return 0;
  }
}
