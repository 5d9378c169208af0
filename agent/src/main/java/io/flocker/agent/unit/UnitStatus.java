package io.flocker.agent.unit;

import io.flocker.core.model.Size;
import io.flocker.core.problem.Problem;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * How far a node is with a unit, for people and programs elsewhere. Immutable.
 *
 * @param reason what is being done or was done last, in words
 * @param waitsFor what must happen elsewhere first; none if nothing
 * @param problems what went wrong, or why it is refused; none if all is well
 * @param attempts failures in a row
 * @param since when the phase began
 * @param nextTry when it is tried again by itself; empty if it is not
 * @param transfer how far a transfer is; empty if there is none
 */
public record UnitStatus(
    Phase phase,
    String reason,
    List<String> waitsFor,
    List<Problem> problems,
    int attempts,
    Instant since,
    Optional<Instant> nextTry,
    Optional<Transfer> transfer) {

  /** What a node is doing about a unit. */
  public enum Phase {
    /** Everything is as wanted. */
    SETTLED,
    /** Work is going on. */
    WORKING,
    /** Something must happen elsewhere first. */
    WAITING,
    /** The last try failed; there will be another. */
    FAILED,
    /** Going on could lose data; nothing happens until something else changes. */
    REFUSED
  }

  /**
   * How far a transfer is.
   *
   * @param total about how much there is to send; empty if not known
   */
  public record Transfer(Size sent, Optional<Size> total) {}

  public UnitStatus {
    waitsFor = List.copyOf(waitsFor);
    problems = List.copyOf(problems);
  }

  static UnitStatus of(Phase phase, String reason, Instant since) {
    return new UnitStatus(
        phase, reason, List.of(), List.of(), 0, since, Optional.empty(), Optional.empty());
  }

  /** The same phase since when it began, if it is the phase that {@code before} was in. */
  UnitStatus after(UnitStatus before) {
    return before.phase == phase
        ? new UnitStatus(
            phase, reason, waitsFor, problems, attempts, before.since, nextTry, transfer)
        : this;
  }
}
