package io.flocker.control.model;

import java.util.Locale;

/** The kinds of objects that the configuration has. */
public enum Kind {
  DATASET,
  CONTAINER,
  LEASE,
  NODE,
  HOME,
  SNAPSHOT;

  /** The form in the store and in messages. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
