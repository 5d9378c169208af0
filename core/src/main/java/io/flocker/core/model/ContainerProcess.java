package io.flocker.core.model;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What a container runs, where it differs from what its image says.
 *
 * @param entrypoint replaces the image's entry point
 * @param command replaces the image's command
 * @param workingDirectory absolute path inside the container
 * @param user name or number, with an optional group after a colon
 * @param healthcheck replaces the image's health check
 * @param stopGracePeriod how long a stop waits before it kills
 */
public record ContainerProcess(
    Optional<List<String>> entrypoint,
    Optional<List<String>> command,
    Optional<String> workingDirectory,
    Optional<String> user,
    Optional<Healthcheck> healthcheck,
    Optional<Duration> stopGracePeriod) {

  /** Everything as the image says. */
  public static final ContainerProcess OF_IMAGE =
      new ContainerProcess(
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty());

  public ContainerProcess {
    entrypoint = entrypoint.map(List::copyOf);
    command = command.map(List::copyOf);
  }

  /**
   * How Docker finds out whether a container is well.
   *
   * @param test Docker's form: {@code NONE}, or {@code CMD} or {@code CMD-SHELL} with what follows
   */
  public record Healthcheck(
      List<String> test,
      Optional<Duration> interval,
      Optional<Duration> timeout,
      Optional<Duration> startPeriod,
      Optional<Integer> retries) {

    public Healthcheck {
      test = List.copyOf(test);
    }
  }
}
