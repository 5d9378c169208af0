package io.flocker.wire;

import io.flocker.core.problem.Problem;
import java.time.Instant;
import java.util.Optional;

/**
 * How far an agent is with a unit. Times are by the agent's clock, in milliseconds.
 *
 * @param reason why, for people
 * @param waitingFor what must happen first, elsewhere; for people
 * @param error what went wrong last
 * @param attempts how often it was tried since it last succeeded
 * @param since when the phase began
 * @param nextRetry when it will be tried again
 * @param progress how far a transfer is
 */
public record UnitStatus(
    Phase phase,
    String reason,
    Optional<String> waitingFor,
    Optional<Problem> error,
    int attempts,
    Instant since,
    Optional<Instant> nextRetry,
    Optional<Progress> progress) {

  /**
   * How far a transfer is.
   *
   * @param total 0 while it is not known
   */
  public record Progress(long bytes, long total, long bytesPerSecond) {}

  /** The same, but the phase began at another time. */
  public UnitStatus since(Instant newSince) {
    return new UnitStatus(
        phase, reason, waitingFor, error, attempts, newSince, nextRetry, progress);
  }

  /** A unit about which there is nothing more to say than its phase. */
  public static UnitStatus of(Phase phase, String reason, Instant since) {
    return new UnitStatus(
        phase,
        reason,
        Optional.empty(),
        Optional.empty(),
        0,
        since,
        Optional.empty(),
        Optional.empty());
  }
}
