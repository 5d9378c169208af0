package io.flocker.cli.ctl;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Option;

/** What is to be known about a new dataset. */
final class MetadataOption {

  @Option(
      names = {"-m", "--metadata"},
      paramLabel = "KEY=VALUE,...",
      description = "What is to be known about it; other commands find it by its name.")
  private List<String> given = new ArrayList<>();

  /** Throws {@link IllegalArgumentException} that says what is right. */
  Map<String, String> pairs() {
    return Metadata.parse(given);
  }
}
