package io.flocker.api.certificate;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** What a user of the API may do; each may do what the next one may. */
public enum Role {
  /** Everything, also what can lose data. */
  ADMIN,
  /** Everything of a working day: create, move and look. */
  OPERATOR,
  /** Look. */
  VIEWER;

  /** A URI among the alternative names: it survives every tool that copies a certificate. */
  private static final String PREFIX = "urn:flocker:role:";

  /** Whether a user of this role may do what needs {@code needed}. */
  public boolean covers(Role needed) {
    return compareTo(needed) <= 0;
  }

  /** The form in a certificate. */
  public String uri() {
    return PREFIX + this;
  }

  /**
   * The role that a URI names; empty for a URI about something else. A role that this release does
   * not know is an IllegalArgumentException: it must not count as no role, which is an admin's.
   */
  static Optional<Role> fromUri(String uri) {
    return uri.startsWith(PREFIX)
        ? Optional.of(parse(uri.substring(PREFIX.length())))
        : Optional.empty();
  }

  private static Role parse(String text) {
    return Arrays.stream(values())
        .filter(role -> role.toString().equals(text))
        .findFirst()
        .orElseThrow(() ->
            new IllegalArgumentException(
                "role "
                    + text
                    + " is unknown (known: "
                    + Arrays.stream(values()).map(Role::toString).collect(Collectors.joining(", "))
                    + ")"));
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
