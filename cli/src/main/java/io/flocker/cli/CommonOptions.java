package io.flocker.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** What every program understands. */
@Command(mixinStandardHelpOptions = true, versionProvider = Version.class)
public abstract class CommonOptions {

  @Option(
      names = {"-v", "--verbose"},
      description = "Say more, such as where in the program an unexpected error came from.")
  private boolean[] verbose = {};

  /** Whether it was asked for. */
  protected final boolean isVerbose() {
    return verbose.length > 0;
  }
}
