package io.flocker.cli.ctl;

import java.io.PrintWriter;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code flockerctl completion}. */
@Command(
    name = "completion",
    mixinStandardHelpOptions = true,
    description = {
      "Prints what makes a shell complete this program's commands and options:",
      "source <(flockerctl completion bash)"
    })
public final class Completion implements Callable<Integer> {

  /** The shells that are known. */
  enum Shell {
    BASH,
    ZSH
  }

  @Spec private @Nullable CommandSpec spec;

  @Parameters(paramLabel = "SHELL", description = "bash or zsh.")
  private Shell shell = Shell.BASH;

  @Override
  public Integer call() {
    CommandLine root = Objects.requireNonNull(spec).root().commandLine();
    String name = root.getCommandName();
    PrintWriter out = spec.commandLine().getOut();
    out.println("# Completion of " + name + " for " + shell.name().toLowerCase(Locale.ROOT) + ".");
    // One script for both: zsh knows the functions of bash once it is told to, and the script does.
    out.print(AutoComplete.bash(name, root));
    out.flush();
    return 0;
  }
}
