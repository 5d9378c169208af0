package io.flocker.service;

import io.flocker.control.service.ControlOptions;
import java.nio.file.Path;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** Where a control service keeps what is wanted; understood before and after a command's name. */
final class DataFolder {

  @Option(
      names = {"-d", "--data-path"},
      scope = ScopeType.INHERIT,
      paramLabel = "FOLDER",
      description = "Where the configuration is kept (default: ${DEFAULT-VALUE}).")
  private Path folder = Path.of("/var/lib/flocker");

  Path path() {
    return folder;
  }

  Path store() {
    return ControlOptions.store(folder);
  }
}
