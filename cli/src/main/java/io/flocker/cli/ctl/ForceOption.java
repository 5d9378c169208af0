package io.flocker.cli.ctl;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Whether to do what can lose data. */
final class ForceOption {

  @Option(
      names = "--force",
      description =
          "Even though a lease says that it is in use; what is being written may be lost. For"
              + " administrators.")
  private boolean force;

  /** For the request; null if it is not wanted. */
  @Nullable String query() {
    return force ? "force=true" : null;
  }
}
