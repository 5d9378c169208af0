package io.flocker.cli.ctl;

import picocli.CommandLine.Option;

/** Which dataset a command is about. */
final class DatasetOption {

  @Option(
      names = {"-d", "--dataset"},
      required = true,
      paramLabel = "DATASET",
      description = "The beginning of the dataset's id, or the name in its metadata.")
  private String given = "";

  String given() {
    return given;
  }
}
