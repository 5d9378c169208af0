package io.flocker.service;

import io.flocker.cli.CommonOptions;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** A command of {@code flocker-control} that is about its store, and ends. */
abstract class StoreCommand extends CommonOptions implements Callable<Integer> {

  @ParentCommand private @Nullable ControlCommand control;
  @Spec private @Nullable CommandSpec spec;

  /** Where the configuration is, wherever on the command line that was said. */
  final Path store() {
    return Objects.requireNonNull(control, "it is a command of flocker-control").store();
  }

  final void say(String line) {
    Objects.requireNonNull(spec).commandLine().getOut().println(line);
    spec.commandLine().getOut().flush();
  }
}
