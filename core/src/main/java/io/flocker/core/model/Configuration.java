package io.flocker.core.model;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * What the cluster should be: which applications run on which node, and where datasets live that no
 * application brings with it. Says nothing about nodes that are not in it: they are left alone.
 *
 * @param nodes every node that is spoken of, with its applications; none for a node that should run
 *     nothing
 * @param datasets datasets that are wanted by themselves, on nodes that are spoken of; the volumes
 *     of applications are not among them
 * @param deleted datasets of which no copy shall be left
 */
public record Configuration(
    SortedMap<NodeName, List<Application>> nodes,
    SortedMap<NodeName, List<Dataset>> datasets,
    SortedSet<DatasetId> deleted) {

  public Configuration {
    nodes = copy(nodes);
    datasets = copy(datasets);
    deleted = Collections.unmodifiableSortedSet(new TreeSet<>(deleted));
    if (!nodes.keySet().containsAll(datasets.keySet())) {
      throw new IllegalArgumentException(
          "datasets on nodes " + datasets.keySet() + " (expected: some of " + nodes.keySet() + ")");
    }
  }

  private static <T> SortedMap<NodeName, List<T>> copy(Map<NodeName, List<T>> lists) {
    SortedMap<NodeName, List<T>> copy = new TreeMap<>();
    lists.forEach((node, list) -> copy.put(node, List.copyOf(list)));
    return Collections.unmodifiableSortedMap(copy);
  }

  /** Applications with their volumes, and nothing else. */
  public static Configuration of(Map<NodeName, List<Application>> nodes) {
    return new Configuration(new TreeMap<>(nodes), new TreeMap<>(), new TreeSet<>());
  }

  /** This configuration with these datasets. */
  public Configuration withDatasets(Map<NodeName, List<Dataset>> newDatasets) {
    return new Configuration(nodes, new TreeMap<>(newDatasets), deleted);
  }

  /** This configuration without any copy of these datasets. */
  public Configuration withDeleted(Set<DatasetId> newDeleted) {
    return new Configuration(nodes, datasets, new TreeSet<>(newDeleted));
  }

  /** The applications of one node; none if it is not spoken of. */
  public List<Application> applicationsOn(NodeName node) {
    return nodes.getOrDefault(node, List.of());
  }

  /** The datasets that are wanted by themselves on one node. */
  public List<Dataset> datasetsOn(NodeName node) {
    return datasets.getOrDefault(node, List.of());
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
