package io.flocker.control.wishes;

import io.flocker.control.cluster.ClusterSnapshot;
import io.flocker.control.model.ClusterConfiguration;
import io.flocker.control.model.Container;
import io.flocker.control.model.Dataset;
import io.flocker.control.model.DatasetSnapshot;
import io.flocker.control.model.Home;
import io.flocker.control.model.Home.Standing;
import io.flocker.control.model.Node;
import io.flocker.control.model.VolumeMetadata;
import io.flocker.core.model.ApplicationName;
import io.flocker.core.model.DatasetId;
import io.flocker.core.model.NodeId;
import io.flocker.core.model.UserSnapshot;
import io.flocker.core.model.Volume;
import io.flocker.core.model.VolumeProperties;
import io.flocker.core.state.ObservedContainer;
import io.flocker.core.state.ObservedVolume;
import io.flocker.wire.UnitId;
import io.flocker.wire.WantedDataset;
import io.flocker.wire.WantedDataset.Copy;
import io.flocker.wire.Wish;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Works out what every node concerned is told about one unit: the node where it is wanted, those
 * that have something of it, and one that may just have made it.
 */
public final class UnitWishes {

  private final ClusterConfiguration wanted;
  private final ClusterSnapshot cluster;

  private UnitWishes(ClusterConfiguration wanted, ClusterSnapshot cluster) {
    this.wanted = wanted;
    this.cluster = cluster;
  }

  /** The unit that a dataset belongs to: the container that uses it, if there is one. */
  public static UnitId unitOf(DatasetId dataset, ClusterConfiguration wanted) {
    return wanted
        .userOf(dataset)
        .<UnitId>map(UnitId.OfContainer::new)
        .orElseGet(() -> new UnitId.OfDataset(dataset));
  }

  /** What each node is told; a node that is not mentioned has nothing to do with the unit. */
  public static Map<NodeId, Wish> of(
      UnitId unit, ClusterConfiguration wanted, ClusterSnapshot cluster) {
    UnitWishes wishes = new UnitWishes(wanted, cluster);
    return switch (unit) {
      case UnitId.OfDataset(DatasetId dataset) -> wishes.ofDataset(dataset);
      case UnitId.OfContainer(ApplicationName name) -> wishes.ofContainer(name);
      case UnitId.OfPort(int port) -> wishes.ofPort(port);
    };
  }

  private Map<NodeId, Wish> ofDataset(DatasetId id) {
    Optional<Dataset> dataset = wanted.dataset(id);
    // Of one that was never asked for nothing is known: it is left alone wherever it is.
    if (dataset.isEmpty() || wanted.userOf(id).isPresent()) {
      return Map.of();
    }
    Map<NodeId, Wish> wishes = new HashMap<>();
    for (NodeId node : concerned(dataset.get())) {
      wishes.put(node, new Wish.OfDataset(told(dataset.get(), node)));
    }
    return wishes;
  }

  private Map<NodeId, Wish> ofContainer(ApplicationName name) {
    Map<NodeId, ObservedContainer> holders = holders(name);
    Set<NodeId> nodes = new HashSet<>(holders.keySet());
    Optional<Container> container = wanted.container(name);
    // One that was never asked for is somebody else's: it is left alone wherever it runs.
    if (container.isEmpty() && !wanted.isFormer(name)) {
      return Map.of();
    }
    List<Dataset> datasets = container.map(this::datasets).orElse(List.of());
    container.map(Container::node).ifPresent(nodes::add);
    datasets.forEach(dataset -> nodes.addAll(concerned(dataset)));
    Map<NodeId, Wish> wishes = new HashMap<>();
    for (NodeId node : nodes) {
      wishes.put(
          node,
          new Wish.OfContainer(
              name,
              container.map(Container::node).orElse(node),
              container.isEmpty(),
              container.map(Container::application),
              datasets.stream().map(dataset -> told(dataset, node)).toList(),
              without(node, holders)));
    }
    return wishes;
  }

  private static <T> Map<NodeId, T> without(NodeId node, Map<NodeId, T> all) {
    Map<NodeId, T> others = new HashMap<>(all);
    others.remove(node);
    return others;
  }

  /** Every node is told, so that any node's address reaches the container. */
  private Map<NodeId, Wish> ofPort(int port) {
    Map<NodeId, Wish> wishes = new HashMap<>();
    wanted
        .holderOf(port)
        .flatMap(wanted::container)
        .ifPresent(container -> {
          Wish wish = new Wish.OfPort(port, servingNode(container));
          wanted.nodes().values().stream()
              .filter(Node::isUsable)
              .forEach(node -> wishes.put(node.id(), wish));
        });
    return wishes;
  }

  /** Where it is wanted; but while it still runs elsewhere and not there, there. */
  private NodeId servingNode(Container container) {
    List<NodeId> running =
        holders(container.name()).entrySet().stream()
            .filter(holder -> holder.getValue().running())
            .map(Map.Entry::getKey)
            .sorted()
            .toList();
    return running.isEmpty() || running.contains(container.node())
        ? container.node()
        : running.getFirst();
  }

  private List<Dataset> datasets(Container container) {
    return container.application().volumes().stream()
        .map(Volume::dataset)
        .flatMap(id -> wanted.dataset(id).stream())
        .toList();
  }

  /** The container as the nodes that have it reported it. */
  private Map<NodeId, ObservedContainer> holders(ApplicationName name) {
    Map<NodeId, ObservedContainer> holders = new HashMap<>();
    cluster
        .nodes()
        .forEach((id, node) -> {
          ObservedContainer container = node.containers().get(name);
          if (container != null) {
            holders.put(id, container);
          }
        });
    return holders;
  }

  /** Of one that nobody has used yet, nobody is told: its primary is only a default. */
  private Set<NodeId> concerned(Dataset dataset) {
    Set<NodeId> nodes = new HashSet<>(cluster.copiesOf(dataset.id()).keySet());
    if (!dataset.isDeleted() && wanted.home(dataset.id()).filter(Home::isUnplaced).isEmpty()) {
      nodes.add(dataset.primary());
    }
    wanted.home(dataset.id()).map(Home::standing).flatMap(UnitWishes::maker).ifPresent(nodes::add);
    return nodes;
  }

  /** Who may make the volume, or may just have made it. */
  private static Optional<NodeId> maker(Standing standing) {
    return switch (standing) {
      case Standing.Granted(NodeId node) -> Optional.of(node);
      case Standing.Withdrawn(NodeId node) -> Optional.of(node);
      case Standing.Unknown _, Standing.Unplaced _, Standing.Exists _ -> Optional.empty();
    };
  }

  private WantedDataset told(Dataset dataset, NodeId node) {
    List<Copy> copies = new ArrayList<>();
    for (Map.Entry<NodeId, ObservedVolume> copy : cluster.copiesOf(dataset.id()).entrySet()) {
      if (!copy.getKey().equals(node)) {
        copies.add(new Copy(copy.getKey(), copy.getValue()));
      }
    }
    // The same wish must be the same value: agents are only told of differences.
    copies.sort(Comparator.comparing(copy -> copy.node().toString()));
    Optional<Home> home = wanted.home(dataset.id());
    boolean granted =
        !dataset.isDeleted() && home.filter(known -> known.allowsCreationOn(node)).isPresent();
    return new WantedDataset(
        dataset.id(),
        dataset.primary(),
        dataset.maximumSize(),
        dataset.isDeleted(),
        granted && dataset.from().isEmpty(),
        copies,
        home.map(Home::standing).flatMap(UnitWishes::whereItLives),
        dataset.isDeleted() ? WantedDataset.Snapshots.NONE : snapshots(dataset.id(), node),
        dataset
            .from()
            .filter(_ -> granted)
            .map(origin -> new WantedDataset.Origin(origin.dataset(), origin.snapshot())),
        dataset.nameInUse(),
        granted ? VolumeMetadata.properties(dataset.metadata()) : VolumeProperties.NONE);
  }

  /** What nobody has yet is to be taken; what was deleted is to be removed by who reports it. */
  private WantedDataset.Snapshots snapshots(DatasetId dataset, NodeId node) {
    Map<NodeId, ObservedVolume> copies = cluster.copiesOf(dataset);
    List<UserSnapshot> take = new ArrayList<>();
    List<UserSnapshot> remove = new ArrayList<>();
    for (DatasetSnapshot wish : wanted.snapshotsOf(dataset)) {
      UserSnapshot snapshot = wish.snapshot();
      if (wish.isDeleted()) {
        Optional.ofNullable(copies.get(node))
            .flatMap(copy -> copy.snapshot(snapshot))
            .ifPresent(_ -> remove.add(snapshot));
      } else if (wish.holder().isEmpty()
          && copies.values().stream().allMatch(copy -> copy.snapshot(snapshot).isEmpty())) {
        take.add(snapshot);
      }
    }
    return new WantedDataset.Snapshots(take, remove);
  }

  private static Optional<WantedDataset.Home> whereItLives(Standing standing) {
    return standing instanceof Standing.Exists(NodeId node, long epoch)
        ? Optional.of(new WantedDataset.Home(node, epoch))
        : Optional.empty();
  }
}
