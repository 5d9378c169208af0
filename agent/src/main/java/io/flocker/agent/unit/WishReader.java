package io.flocker.agent.unit;

import io.flocker.core.model.Application;
import io.flocker.core.model.Configuration;
import io.flocker.core.model.Dataset;
import io.flocker.core.model.DatasetId;
import io.flocker.core.model.NodeId;
import io.flocker.core.model.NodeName;
import io.flocker.core.model.VolumeProperties;
import io.flocker.core.state.KnownDataset;
import io.flocker.core.state.NodeState;
import io.flocker.core.state.ObservedContainer;
import io.flocker.core.state.ObservedVolume;
import io.flocker.wire.Neighbour;
import io.flocker.wire.WantedDataset;
import io.flocker.wire.Wish;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * From what the control service says of a unit to what the planner understands. A node that is away
 * has no state there: what is known of it are its datasets' homes, so nothing is decided over its
 * head. Pure.
 */
public final class WishReader {

  private final NodeId self;
  private final NodeName selfName;
  private final Map<NodeId, Neighbour> neighbours;

  /**
   * @param selfName by which other nodes and containers reach this one
   * @param neighbours the other nodes, as far as they are known
   */
  public WishReader(NodeId self, NodeName selfName, Map<NodeId, Neighbour> neighbours) {
    this.self = self;
    this.selfName = selfName;
    this.neighbours = neighbours;
  }

  /**
   * A wish about a dataset or a container.
   *
   * @param turn grows with each call
   */
  public UnitWish read(long turn, Wish wish) {
    Map<NodeName, List<Application>> nodes = new TreeMap<>();
    nodes.put(selfName, List.of());
    wish.nodes().forEach(node -> nodes.put(nameOf(node), List.of()));
    if (wish instanceof Wish.OfContainer container && !container.deleted()) {
      nodes.put(nameOf(container.node()), container.application().stream().toList());
    }
    Configuration configuration =
        Configuration.of(nodes).withDatasets(byThemselves(wish)).withDeleted(deleted(wish));
    return new UnitWish(
        turn,
        wish.id(),
        configuration,
        others(wish),
        homes(wish),
        grants(wish),
        snapshots(wish),
        origins(wish),
        properties(wish));
  }

  /** The name by which another node is reached; empty until that is known. */
  public Optional<NodeName> hostOf(NodeId node) {
    return Optional.ofNullable(neighbours.get(node)).flatMap(Neighbour::host).map(NodeName::new);
  }

  /** The name by which a node is reached; until that is known, its id. */
  private NodeName nameOf(NodeId node) {
    return node.equals(self)
        ? selfName
        : hostOf(node).orElseGet(() -> new NodeName(node.toString()));
  }

  private Map<NodeName, List<Dataset>> byThemselves(Wish wish) {
    Map<NodeName, List<Dataset>> datasets = new HashMap<>();
    if (wish instanceof Wish.OfDataset(WantedDataset dataset) && !dataset.deleted()) {
      datasets.put(
          nameOf(dataset.node()), List.of(new Dataset(dataset.dataset(), dataset.maximumSize())));
    }
    return datasets;
  }

  private static Set<DatasetId> deleted(Wish wish) {
    Set<DatasetId> deleted = new TreeSet<>();
    wish.datasets().stream()
        .filter(WantedDataset::deleted)
        .map(WantedDataset::dataset)
        .forEach(deleted::add);
    return deleted;
  }

  private SortedMap<NodeName, NodeState> others(Wish wish) {
    Map<NodeId, List<ObservedVolume>> volumes = new HashMap<>();
    wish.nodes().forEach(node -> volumes.put(node, new ArrayList<>()));
    for (WantedDataset dataset : wish.datasets()) {
      dataset
          .copies()
          .forEach(copy ->
              volumes.computeIfAbsent(copy.node(), _ -> new ArrayList<>()).add(copy.volume()));
    }
    SortedMap<NodeName, NodeState> states = new TreeMap<>();
    volumes.forEach((node, copies) -> {
      Neighbour neighbour = neighbours.get(node);
      if (!node.equals(self) && neighbour != null && neighbour.unreachableSince().isEmpty()) {
        states.put(
            nameOf(node),
            NodeState.empty(node)
                .withVolumes(neighbour.driver(), copies)
                .withContainers(containers(wish, node)));
      }
    });
    return states;
  }

  private static List<ObservedContainer> containers(Wish wish, NodeId node) {
    return wish instanceof Wish.OfContainer container
        ? Optional.ofNullable(container.elsewhere().get(node)).stream().toList()
        : List.of();
  }

  private List<KnownDataset> homes(Wish wish) {
    List<KnownDataset> homes = new ArrayList<>();
    for (WantedDataset dataset : wish.datasets()) {
      dataset
          .home()
          .filter(home -> home.epoch() > 0)
          .map(home ->
              new KnownDataset(dataset.dataset(), home.node(), nameOf(home.node()), home.epoch()))
          .ifPresent(homes::add);
    }
    return homes;
  }

  private static SortedMap<DatasetId, WantedDataset.Snapshots> snapshots(Wish wish) {
    SortedMap<DatasetId, WantedDataset.Snapshots> snapshots = new TreeMap<>();
    wish.datasets().forEach(dataset -> snapshots.put(dataset.dataset(), dataset.snapshots()));
    return snapshots;
  }

  private static SortedMap<DatasetId, WantedDataset.Origin> origins(Wish wish) {
    SortedMap<DatasetId, WantedDataset.Origin> origins = new TreeMap<>();
    for (WantedDataset dataset : wish.datasets()) {
      dataset.mayClone().ifPresent(origin -> origins.put(dataset.dataset(), origin));
    }
    return origins;
  }

  private static SortedMap<DatasetId, VolumeProperties> properties(Wish wish) {
    SortedMap<DatasetId, VolumeProperties> properties = new TreeMap<>();
    wish.datasets().forEach(dataset -> properties.put(dataset.dataset(), dataset.properties()));
    return properties;
  }

  private static Set<DatasetId> grants(Wish wish) {
    Set<DatasetId> grants = new HashSet<>();
    wish.datasets().stream()
        .filter(WantedDataset::mayCreate)
        .map(WantedDataset::dataset)
        .forEach(grants::add);
    return grants;
  }
}
