package io.flocker.core.read;

import io.flocker.core.model.ApplicationName;
import io.flocker.core.model.Link;
import io.flocker.core.read.tree.Located;
import io.flocker.core.read.tree.Problems;
import io.flocker.core.read.tree.Spot;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Finds applications that wait for each other: through the order of starting, or through links to
 * ports that the other one publishes. Without recursion, because a chain may be as long as a file.
 */
final class CycleCheck {

  private final List<Draft> drafts;
  private final Set<ApplicationName> placed;
  private final Problems problems;
  private final Map<ApplicationName, Map<ApplicationName, Spot>> edges = new HashMap<>();

  CycleCheck(List<Draft> drafts, Set<ApplicationName> placed, Problems problems) {
    this.drafts = drafts;
    this.placed = placed;
    this.problems = problems;
  }

  /** Notes one problem for each cycle that a search in the order of the file meets. */
  void run() {
    Map<Integer, ApplicationName> publishers = publishers();
    for (Draft draft : drafts) {
      Map<ApplicationName, Spot> targets = new LinkedHashMap<>();
      draft.startAfter().forEach(name -> targets.putIfAbsent(name.value(), name.spot()));
      for (Located<Link> link : draft.links()) {
        ApplicationName publisher = publishers.get(link.value().remotePort());
        if (publisher != null && placed.contains(draft.name())) {
          targets.putIfAbsent(publisher, link.spot());
        }
      }
      edges.put(draft.name(), targets);
    }
    Set<ApplicationName> done = new HashSet<>();
    drafts.forEach(draft -> search(draft.name(), done));
  }

  private Map<Integer, ApplicationName> publishers() {
    Map<Integer, ApplicationName> publishers = new HashMap<>();
    for (Draft draft : drafts) {
      if (placed.contains(draft.name())) {
        draft
            .ports()
            .forEach(port -> publishers.putIfAbsent(port.value().external(), draft.name()));
      }
    }
    return publishers;
  }

  private record Visit(ApplicationName name, Iterator<Map.Entry<ApplicationName, Spot>> targets) {}

  private void search(ApplicationName start, Set<ApplicationName> done) {
    Deque<Visit> path = new ArrayDeque<>();
    Set<ApplicationName> onPath = new HashSet<>();
    enter(start, path, onPath, done);
    while (!path.isEmpty()) {
      Visit visit = path.getLast();
      if (!visit.targets().hasNext()) {
        onPath.remove(visit.name());
        path.removeLast();
        continue;
      }
      Map.Entry<ApplicationName, Spot> edge = visit.targets().next();
      if (onPath.contains(edge.getKey())) {
        note(path, edge.getKey(), edge.getValue());
      } else {
        enter(edge.getKey(), path, onPath, done);
      }
    }
  }

  private void enter(
      ApplicationName name,
      Deque<Visit> path,
      Set<ApplicationName> onPath,
      Set<ApplicationName> done) {
    if (done.add(name)) {
      onPath.add(name);
      path.addLast(new Visit(name, edges.getOrDefault(name, Map.of()).entrySet().iterator()));
    }
  }

  private void note(Deque<Visit> path, ApplicationName closing, Spot spot) {
    List<String> cycle =
        path.stream()
            .map(Visit::name)
            .dropWhile(name -> !name.equals(closing))
            .map(ApplicationName::value)
            .collect(Collectors.toCollection(ArrayList::new));
    cycle.add(closing.value());
    String shown =
        cycle.size() <= 12
            ? String.join(" → ", cycle)
            : String.join(" → ", cycle.subList(0, 11)) + " → … → " + closing;
    problems.add(
        spot,
        "the applications depend on each other in a circle: " + shown,
        "take one link or dependency out of the circle");
  }
}
