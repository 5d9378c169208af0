package io.flocker.cli.ctl;

import java.util.Locale;

/** How a command prints what it was told. */
enum Format {
  /** For people: the columns of the original. */
  TABLE,
  /** For people: all that is known. */
  WIDE,
  /** For programs: as the API said it. */
  JSON,
  /** For programs: the same in YAML. */
  YAML;

  /** Whether a program reads it. */
  boolean isForPrograms() {
    return switch (this) {
      case TABLE, WIDE -> false;
      case JSON, YAML -> true;
    };
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
