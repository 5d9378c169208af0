package io.flocker.e2e.faults;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * One way in which a move is cut short.
 *
 * @param point where the process is held when it happens: a name of {@code FaultPoint}
 * @param side on which host of the move that is
 * @param kind what happens
 */
record FaultCase(String point, Side side, Kind kind) {

  /** The two hosts of a move. */
  enum Side {
    SOURCE,
    TARGET
  }

  /** What happens to it. */
  enum Kind {
    /** The process that is held there is killed. */
    KILL,
    /** The host loses its power, and is booted again. */
    POWER_CUT
  }

  private static final List<String> SOURCE =
      List.of(
          "source-prepared",
          "source-round",
          "source-copied",
          "source-stopped",
          "source-marked",
          "source-frozen",
          "source-sent",
          "source-before-commit",
          "source-after-commit",
          "source-committed",
          "source-recorded",
          "container-removed",
          "volume-retired");

  private static final List<String> TARGET =
      List.of(
          "target-received",
          "target-created",
          "target-before-commit",
          "target-after-commit",
          "target-activated",
          "target-started");

  /** Of points that differ little from each other, one; for a run that many make. */
  private static final Set<String> KILLS =
      Set.of(
          "source-copied",
          "source-frozen",
          "source-committed",
          "target-received",
          "target-after-commit",
          "target-activated");

  /** Where losing the power is most telling: before and after the change of owner. */
  private static final Set<String> POWER_CUTS = Set.of("source-frozen", "target-after-commit");

  /** Every point on either side with every kind. */
  static List<FaultCase> all() {
    List<FaultCase> cases = new ArrayList<>();
    for (Kind kind : Kind.values()) {
      SOURCE.forEach(point -> cases.add(new FaultCase(point, Side.SOURCE, kind)));
      TARGET.forEach(point -> cases.add(new FaultCase(point, Side.TARGET, kind)));
    }
    return cases;
  }

  /**
   * Some minutes' worth of them, dealt out to the filesystems in turn.
   *
   * @param share which filesystem's, from 0
   * @param shares how many filesystems there are
   */
  static List<FaultCase> selected(int share, int shares) {
    List<FaultCase> selected =
        all().stream()
            .filter(fault ->
                switch (fault.kind()) {
                  case KILL -> KILLS.contains(fault.point());
                  case POWER_CUT -> POWER_CUTS.contains(fault.point());
                })
            .toList();
    return IntStream.range(0, selected.size())
        .filter(i -> i % shares == share)
        .mapToObj(selected::get)
        .toList();
  }

  @Override
  public String toString() {
    return (kind == Kind.KILL ? "kill -9 at " : "power cut at ") + point;
  }
}
