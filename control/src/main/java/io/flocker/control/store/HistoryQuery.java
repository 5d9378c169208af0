package io.flocker.control.store;

import io.flocker.control.model.Kind;
import java.time.Instant;
import java.util.EnumSet;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * Which commands to look up, and what of them.
 *
 * @param kinds only what changed an object of one of these kinds, or everything, as a restore does
 * @param key only what changed an object with this key, such as a dataset or its lease; empty for
 *     all
 * @param who only what this one asked for; empty for everyone
 * @param since not what was earlier; empty for no such bound
 * @param until only what was earlier; empty for no such bound
 * @param before only those of lower revisions: the next page after the last one of the page before
 * @param limit at most so many, 1 to {@link #MOST}
 */
public record HistoryQuery(
    Set<Kind> kinds,
    Optional<String> key,
    Optional<String> who,
    Optional<Instant> since,
    Optional<Instant> until,
    OptionalLong before,
    int limit) {

  /** The most commands that can be asked for at once. */
  public static final int MOST = 1000;

  public HistoryQuery {
    kinds = Set.copyOf(kinds);
    if (limit < 1 || limit > MOST) {
      throw new IllegalArgumentException("limit: " + limit + " (expected: 1 to " + MOST + ")");
    }
  }

  /** The latest commands. */
  public static HistoryQuery latest(int limit) {
    return about(EnumSet.allOf(Kind.class), Optional.empty(), limit);
  }

  /** The latest commands that changed one object. */
  public static HistoryQuery of(Kind kind, String key, int limit) {
    return about(EnumSet.of(kind), Optional.of(key), limit);
  }

  private static HistoryQuery about(Set<Kind> kinds, Optional<String> key, int limit) {
    return new HistoryQuery(
        kinds,
        key,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        OptionalLong.empty(),
        limit);
  }

  /** Whether objects of every kind and with every key are asked for. */
  boolean isAboutAll() {
    return key.isEmpty() && kinds.size() == Kind.values().length;
  }
}
