package io.flocker.cli;

import io.flocker.cli.diagnostics.Diagnostics;
import io.flocker.node.NodeFiles;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code flocker-diagnostics}: an archive for someone who helps. */
@Command(
    name = "diagnostics",
    description = {
      "Collects versions, settings, state, logs and what Docker says on this machine into one",
      "archive. Secrets are removed: keys, passwords, environments and command lines."
    })
final class DiagnosticsCommand extends CommonOptions implements Callable<Integer> {

  @Spec private @Nullable CommandSpec spec;

  @Option(
      names = {"-o", "--outputpath"},
      paramLabel = "FOLDER",
      description = "Where the archive goes (default: the current folder).")
  private Path output = Path.of("");

  @Option(
      names = "--configuration",
      paramLabel = "FOLDER",
      description = "Where the node's settings are (default: /etc/flocker).")
  private Path configuration = NodeFiles.standard().configuration();

  @Option(
      names = "--state",
      paramLabel = "FOLDER",
      description = "Where the node's state is (default: /var/lib/flocker).")
  private Path state = NodeFiles.standard().state();

  @Override
  public Integer call() {
    NodeFiles files = new NodeFiles(configuration, state, NodeFiles.standard().runtime());
    Path archive = Diagnostics.collect(files, output, Version.current());
    Objects.requireNonNull(spec).commandLine().getOut().println(archive);
    return 0;
  }
}
