package io.flocker.wire;

/** What an agent is doing about a unit. */
public enum Phase {
  /** Something that only a newer release knows. */
  UNKNOWN,
  /** Everything is as wanted. */
  SETTLED,
  /** The agent is working on it. */
  WORKING,
  /** The agent waits for something that is not its own work. */
  WAITING,
  /** The last try failed; there will be another. */
  FAILED,
  /** Going on could lose data; nothing happens until something else changes. */
  REFUSED
}
