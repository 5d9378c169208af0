package io.flocker.core.model;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * What the cluster should be: which applications run on which node. Says nothing about nodes that
 * are not in it: they are left alone.
 *
 * @param nodes every node that is spoken of, with its applications; none for a node that should run
 *     nothing
 */
public record Configuration(SortedMap<NodeName, List<Application>> nodes) {

  public Configuration {
    SortedMap<NodeName, List<Application>> copy = new TreeMap<>();
    nodes.forEach((node, applications) -> copy.put(node, List.copyOf(applications)));
    nodes = Collections.unmodifiableSortedMap(copy);
  }

  /** The applications of one node; none if it is not spoken of. */
  public List<Application> applicationsOn(NodeName node) {
    return nodes.getOrDefault(node, List.of());
  }

  /** Every application with the node on which it should run. */
  public Stream<Map.Entry<NodeName, Application>> placements() {
    return nodes.entrySet().stream()
        .flatMap(node -> node.getValue().stream().map(app -> Map.entry(node.getKey(), app)));
  }

  /** Where an application should run; empty if nowhere. */
  public Optional<NodeName> nodeOf(ApplicationName application) {
    return placements()
        .filter(placement -> placement.getValue().name().equals(application))
        .map(Map.Entry::getKey)
        .findFirst();
  }
}
