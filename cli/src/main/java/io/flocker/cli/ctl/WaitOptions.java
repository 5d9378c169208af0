package io.flocker.cli.ctl;

import java.time.Duration;
import picocli.CommandLine.Option;

/** Whether a command ends when what it asked for is written down, or when it is so. */
final class WaitOptions {

  // A month: whoever waits longer wants to wait for ever.
  private static final long MOST_SECONDS = 2_592_000;

  @Option(
      names = "--wait",
      description = "Wait until it is so, and show how far it is; fail if it cannot become so.")
  private boolean waiting;

  @Option(
      names = "--timeout",
      paramLabel = "SECONDS",
      description = "With --wait: for how long (default: 600).")
  private long timeout = 600;

  boolean isWanted() {
    return waiting;
  }

  /** Throws {@link IllegalArgumentException} that says what is right. */
  Duration patience() {
    if (timeout < 1 || timeout > MOST_SECONDS) {
      throw new IllegalArgumentException(
          timeout + " (expected: 1 to " + MOST_SECONDS + " seconds)");
    }
    return Duration.ofSeconds(timeout);
  }
}
