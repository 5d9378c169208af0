package io.flocker.cli.ctl;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** How long a lease lasts, from now. */
final class ExpiresOption {

  // A hundred years, as the service allows.
  private static final double LONGEST = 3_155_760_000.0;

  @Spec(Spec.Target.MIXEE)
  private @Nullable CommandSpec mixee;

  private @Nullable Double seconds;

  @Option(
      names = {"-e", "--expires"},
      paramLabel = "SECONDS",
      description = "For how long from now (default: until it is released).")
  void expires(Double given) {
    if (!(given > 0 && given <= LONGEST)) {
      throw new ParameterException(
          Objects.requireNonNull(mixee).commandLine(),
          "--expires: " + given + " (expected: a number of seconds above 0)");
    }
    seconds = given;
  }

  /** Says it in a request; null is for ever. */
  void write(ObjectNode body) {
    body.put("expires", seconds);
  }
}
