package io.flocker.control.status;

import io.flocker.wire.Phase;
import java.util.Locale;

/** How far a dataset or a container is from what is wanted. */
public enum ObjectPhase {
  /** As wanted. */
  SETTLED,
  /** A node works on it. */
  WORKING,
  /** A node has still to begin, or waits for something that is not its own work. */
  WAITING,
  /** The last try failed; there will be another. */
  FAILED,
  /** Going on could lose data; nothing happens until something else changes. */
  REFUSED,
  /** A node that it depends on is not heard from. */
  UNREACHABLE,
  /** Nobody asked for it; it is left alone where it is. */
  UNCLAIMED,
  /** An agent of a newer release says something that this one does not know. */
  UNKNOWN;

  static ObjectPhase of(Phase phase) {
    return switch (phase) {
      case SETTLED -> SETTLED;
      case WORKING -> WORKING;
      case WAITING -> WAITING;
      case FAILED -> FAILED;
      case REFUSED -> REFUSED;
      case UNKNOWN -> UNKNOWN;
    };
  }

  /** The form for clients. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
