package io.flocker.cli.certificate;

import io.flocker.api.certificate.authority.AuthorityFolder;
import io.flocker.api.certificate.authority.KeyKind;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** What the commands that make a certificate have in common. */
@Command(mixinStandardHelpOptions = true)
abstract class CertificateOptions {

  // A century: what is longer is a slip, and times overflow somewhere beyond.
  private static final int MOST_DAYS = 36_500;

  @Spec private @Nullable CommandSpec spec;

  @Option(
      names = {"-o", "--outputpath"},
      paramLabel = "FOLDER",
      description = "Where the new files go (default: the current folder).")
  private Path output = Path.of("");

  @Option(
      names = "--days",
      paramLabel = "N",
      description =
          "For how long it is valid (default: 3650 for a cluster, 90 for a node, otherwise 365).")
  private @Nullable Integer days;

  @Option(
      names = "--key",
      paramLabel = "KIND",
      description = "The kind of key: ec (P-256, default) or rsa (4096 bits).")
  private KeyKind keys = KeyKind.EC;

  /** Where a new file goes. */
  final Path output(String name) {
    return output.resolve(name);
  }

  final Path output() {
    return output;
  }

  final KeyKind keys() {
    return keys;
  }

  final Duration duration(Duration standard) {
    if (days == null) {
      return standard;
    }
    if (days < 1 || days > MOST_DAYS) {
      throw misuse("--days is " + days + " (expected: 1 to " + MOST_DAYS + ")");
    }
    return Duration.ofDays(days);
  }

  /** Prints a line of what was done. */
  final void say(String line) {
    if (spec != null) {
      spec.commandLine().getOut().println(line);
    }
  }

  final ParameterException misuse(String why) {
    if (spec == null) {
      throw new IllegalStateException(why);
    }
    return new ParameterException(spec.commandLine(), why);
  }

  static AuthorityFolder authority(Path folder) {
    return AuthorityFolder.open(folder, InstantSource.system());
  }
}
