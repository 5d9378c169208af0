package io.flocker.cli.ctl;

import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** A command that is nothing without another one after it. */
@Command
abstract class Group implements Runnable {

  @Spec private @Nullable CommandSpec spec;

  @Override
  public final void run() {
    throw new ParameterException(
        Objects.requireNonNull(spec).commandLine(), "say what to do: one of the commands above");
  }
}
