package io.flocker.control.store;

import io.flocker.control.model.Kind;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Which commands to look up.
 *
 * @param object only those that changed this object; empty for all
 * @param before only those of lower revisions: the next page after the last one of the page before
 * @param limit at most so many, 1 to 1000
 */
public record HistoryQuery(Optional<ObjectKey> object, OptionalLong before, int limit) {

  private static final int MOST = 1000;

  /** One object, by its kind and key. */
  public record ObjectKey(Kind kind, String key) {}

  public HistoryQuery {
    if (limit < 1 || limit > MOST) {
      throw new IllegalArgumentException("limit: " + limit + " (expected: 1 to " + MOST + ")");
    }
  }

  /** The latest commands. */
  public static HistoryQuery latest(int limit) {
    return new HistoryQuery(Optional.empty(), OptionalLong.empty(), limit);
  }

  /** The latest commands that changed one object. */
  public static HistoryQuery of(Kind kind, String key, int limit) {
    return new HistoryQuery(Optional.of(new ObjectKey(kind, key)), OptionalLong.empty(), limit);
  }
}
