package io.flocker.core.model;

import java.util.Comparator;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A snapshot that somebody asked for and that is kept until somebody asks for its end, as opposed
 * to those that moves make for themselves.
 *
 * @param id never given twice: one that is asked for after another of the same name was removed is
 *     never taken for that one
 * @param name by which people call it; 1 to 64 letters, digits, '_', '.' and '-', beginning with a
 *     letter or digit
 */
public record UserSnapshot(UUID id, String name) implements Comparable<UserSnapshot> {

  private static final Pattern LEGAL = Pattern.compile("[a-zA-Z0-9][a-zA-Z0-9_.-]{0,63}");
  private static final Pattern STORED =
      Pattern.compile(
          "keep-([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})-(.{1,64})");
  private static final Comparator<UserSnapshot> ORDER =
      Comparator.comparing(UserSnapshot::name).thenComparing(UserSnapshot::id);

  public UserSnapshot {
    if (!isLegal(name)) {
      throw new IllegalArgumentException(
          "snapshot name: '" + name + "' (expected: 1 to 64 letters, digits, '_', '.', '-')");
    }
  }

  /** Whether a snapshot may have this name. */
  public static boolean isLegal(String name) {
    return LEGAL.matcher(name).matches();
  }

  /** The one that a filesystem knows under this name; empty for any other snapshot. */
  public static Optional<UserSnapshot> of(SnapshotName stored) {
    Matcher matcher = STORED.matcher(stored.value());
    return matcher.matches() && isLegal(matcher.group(2))
        ? Optional.of(new UserSnapshot(UUID.fromString(matcher.group(1)), matcher.group(2)))
        : Optional.empty();
  }

  /**
   * The name under which a filesystem has it. Its form proves that Flocker made it for somebody,
   * and the id in it for whom: what has another name is never removed for them.
   */
  public SnapshotName stored() {
    return new SnapshotName("keep-" + id + "-" + name);
  }

  @Override
  public int compareTo(UserSnapshot other) {
    return ORDER.compare(this, other);
  }

  @Override
  public String toString() {
    return name;
  }
}
