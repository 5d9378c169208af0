package io.flocker.cli.ctl;

import picocli.CommandLine.Option;

/** Which snapshot a command is about. */
final class SnapshotOption {

  @Option(
      names = {"-n", "--name"},
      required = true,
      paramLabel = "NAME",
      description = "The snapshot's name, unique among those of its dataset.")
  private String given = "";

  String given() {
    return given;
  }
}
