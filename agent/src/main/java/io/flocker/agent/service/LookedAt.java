package io.flocker.agent.service;

import io.flocker.wire.UnitId;
import io.flocker.wire.WishRevision;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Up to which wishes the node was looked at: a report may only name wishes that no unit was looked
 * at before. Otherwise a volume that was just not seen yet would be taken for one that does not
 * exist. Not safe for use by several threads.
 */
final class LookedAt {

  /** The wishes of this revision had all been taken up by this turn. */
  private record Mark(long turn, WishRevision revision) {}

  /**
   * A unit that is still to be looked at.
   *
   * @param oldest the first turn for which that has not happened
   * @param latest its last turn
   */
  private record Due(long oldest, long latest) {}

  private static final int MOST_MARKS = 64;

  private final Map<UnitId, Due> due = new HashMap<>();
  private final Deque<Mark> marks = new ArrayDeque<>();
  private Optional<WishRevision> reached = Optional.empty();

  /** A unit's wish of this turn was taken up; turns grow. */
  void taken(UnitId unit, long turn) {
    due.merge(unit, new Due(turn, turn), (old, now) -> new Due(old.oldest(), now.latest()));
  }

  /** A unit is nobody's business any more. */
  void dropped(UnitId unit) {
    due.remove(unit);
    advance();
  }

  /** All wishes of a revision were taken up, the last of them at this turn. */
  void complete(long turn, WishRevision revision) {
    if (marks.size() == MOST_MARKS) {
      // Forgetting one only means to say less than could be said, while some unit is in trouble.
      marks.removeLast();
    }
    marks.addLast(new Mark(turn, revision));
    advance();
  }

  /** A unit was looked at for the wish of this turn. */
  void looked(UnitId unit, long turn) {
    due.computeIfPresent(
        unit,
        (_, old) ->
            turn >= old.latest() ? null : new Due(Math.max(old.oldest(), turn + 1), old.latest()));
    advance();
  }

  private void advance() {
    long oldest = due.values().stream().mapToLong(Due::oldest).min().orElse(Long.MAX_VALUE);
    while (!marks.isEmpty() && marks.getFirst().turn() < oldest) {
      reached = Optional.of(marks.removeFirst().revision());
    }
  }

  /** The newest wishes under which every unit has been looked at. */
  Optional<WishRevision> reached() {
    return reached;
  }
}
