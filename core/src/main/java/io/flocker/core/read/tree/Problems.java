package io.flocker.core.read.tree;

import io.flocker.core.problem.Problem;
import io.flocker.core.problem.ProblemException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Collects what is wrong, so that everything is reported at once. For one thread. */
public final class Problems {

  private final Map<Problem, Spot> found = new LinkedHashMap<>();

  /** Notes a problem of the user's files; the same one at the same place is noted once. */
  public void add(Spot spot, String what, String remedy) {
    found.put(new Problem(Problem.Kind.CONFIGURATION, spot.toString(), what, remedy), spot);
  }

  /** How many there are up to now. */
  public int count() {
    return found.size();
  }

  /**
   * Throws all of them in one exception if there is one at all: file by file, each from its first
   * line to its last.
   */
  public void throwIfAny() {
    if (!found.isEmpty()) {
      throw new ProblemException(inOrder());
    }
  }

  private List<Problem> inOrder() {
    Map<String, Integer> files = new LinkedHashMap<>();
    found.values().forEach(spot -> files.putIfAbsent(spot.file(), files.size()));
    List<Map.Entry<Problem, Spot>> entries = new ArrayList<>(found.entrySet());
    entries.sort(
        Map.Entry.comparingByValue(
            Comparator.<Spot>comparingInt(spot -> files.getOrDefault(spot.file(), 0))
                .thenComparingInt(Spot::line)
                .thenComparingInt(Spot::column)));
    return entries.stream().map(Map.Entry::getKey).toList();
  }
}
