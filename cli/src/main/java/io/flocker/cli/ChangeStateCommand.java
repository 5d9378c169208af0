package io.flocker.cli;

import io.flocker.cli.host.Nodes;
import io.flocker.node.session.NodeSession;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** {@code flocker-changestate}: a deployment's session on this node, over standard streams. */
@Command(
    name = "changestate",
    description = {
      "Makes this node what a deployment says. flocker-deploy starts it over SSH and talks to it",
      "on standard input and output, one JSON object a line; nothing secret is in its arguments."
    })
final class ChangeStateCommand extends CommonOptions implements Callable<Integer> {

  @Override
  public Integer call() {
    return new NodeSession(Nodes.open(), System.in, System.out).run(Version.current()) ? 0 : 1;
  }
}
