package io.flocker.core.problem;

/**
 * One thing that is wrong, told to a person.
 *
 * @param kind whose fault it is and thus who can mend it
 * @param where the object and place: file, line and column; node; dataset
 * @param what what happened and why, naming the offending value
 * @param remedy what to do about it; empty only where the sentence already says it
 */
public record Problem(Kind kind, String where, String what, String remedy) {

  /** Who can mend a problem. */
  public enum Kind {
    /** The user's files or arguments are wrong. */
    CONFIGURATION,
    /** The machine lacks something: a program, a pool, a permission. */
    ENVIRONMENT,
    /** A volume could not be worked on. */
    STORAGE,
    /** A container could not be worked on. */
    CONTAINER,
    /** The packet filter could not be worked on. */
    NETWORK,
    /** Another node could not be reached or went away. */
    TRANSPORT,
    /** Refused, because going on could lose data or make two writable copies. */
    OWNERSHIP,
    /** A defect of Flocker itself. */
    INTERNAL
  }

  /** The whole problem as one line for a terminal or a log. */
  public String sentence() {
    String place = where.isEmpty() ? "" : where + ": ";
    return remedy.isEmpty() ? place + what : place + what + " — " + remedy;
  }

  @Override
  public String toString() {
    return sentence();
  }
}
