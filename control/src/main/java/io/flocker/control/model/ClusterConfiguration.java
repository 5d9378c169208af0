package io.flocker.control.model;

import io.flocker.core.model.ApplicationName;
import io.flocker.core.model.DatasetId;
import io.flocker.core.model.NodeId;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import org.pcollections.HashTreePSet;
import org.pcollections.PSet;
import org.pcollections.PSortedMap;
import org.pcollections.TreePMap;

/**
 * All that is wanted, at one revision. Immutable: a change makes another configuration that shares
 * all but a few nodes of its trees with this one, so that a change costs the logarithm of the
 * number of objects and any reader may keep what it has, without locks. Every listing is in the
 * order of ids or names.
 */
public final class ClusterConfiguration {

  /** Nothing is wanted and no node is known. */
  public static final ClusterConfiguration EMPTY =
      new ClusterConfiguration(
          0,
          TreePMap.empty(),
          TreePMap.empty(),
          TreePMap.empty(),
          TreePMap.empty(),
          TreePMap.empty(),
          HashTreePSet.empty(),
          Indexes.EMPTY);

  private final long revision;
  private final PSortedMap<DatasetId, Dataset> datasets;
  private final PSortedMap<ApplicationName, Container> containers;
  private final PSortedMap<DatasetId, Lease> leases;
  private final PSortedMap<NodeId, Node> nodes;
  private final PSortedMap<DatasetId, Home> homes;
  private final PSet<ApplicationName> former;
  private final Indexes indexes;

  private ClusterConfiguration(
      long revision,
      PSortedMap<DatasetId, Dataset> datasets,
      PSortedMap<ApplicationName, Container> containers,
      PSortedMap<DatasetId, Lease> leases,
      PSortedMap<NodeId, Node> nodes,
      PSortedMap<DatasetId, Home> homes,
      PSet<ApplicationName> former,
      Indexes indexes) {
    this.revision = revision;
    this.datasets = datasets;
    this.containers = containers;
    this.leases = leases;
    this.nodes = nodes;
    this.homes = homes;
    this.former = former;
    this.indexes = indexes;
  }

  /** Grows by one with each accepted command that changes anything. */
  public long revision() {
    return revision;
  }

  /** The tag of the datasets' configuration: 32 hexadecimal digits; equal for equal datasets. */
  public String tag() {
    return indexes.tag().toString();
  }

  /** Every dataset, deleted ones too. */
  public SortedMap<DatasetId, Dataset> datasets() {
    return datasets;
  }

  /** Every container. */
  public SortedMap<ApplicationName, Container> containers() {
    return containers;
  }

  /** Every lease, also those that have ended by themselves and are not removed yet. */
  public SortedMap<DatasetId, Lease> leases() {
    return leases;
  }

  /** Every node that was ever seen. */
  public SortedMap<NodeId, Node> nodes() {
    return nodes;
  }

  /** The home of every dataset. */
  public SortedMap<DatasetId, Home> homes() {
    return homes;
  }

  /** One dataset, deleted or not. */
  public Optional<Dataset> dataset(DatasetId id) {
    return Optional.ofNullable(datasets.get(id));
  }

  /** One container. */
  public Optional<Container> container(ApplicationName name) {
    return Optional.ofNullable(containers.get(name));
  }

  /**
   * Whether a container of this name was wanted once and is no more, so that it may be removed
   * wherever it is found. One that was never wanted here is somebody else's.
   */
  public boolean isFormer(ApplicationName name) {
    return former.contains(name) && !containers.containsKey(name);
  }

  /** The lease of a dataset. */
  public Optional<Lease> lease(DatasetId dataset) {
    return Optional.ofNullable(leases.get(dataset));
  }

  /** One node. */
  public Optional<Node> node(NodeId id) {
    return Optional.ofNullable(nodes.get(id));
  }

  /** The home of a dataset. */
  public Optional<Home> home(DatasetId dataset) {
    return Optional.ofNullable(homes.get(dataset));
  }

  /** The datasets whose primary a node is, deleted ones too. */
  public SortedSet<DatasetId> datasetsOn(NodeId node) {
    return indexes.datasetsOn(node);
  }

  /** The containers of a node. */
  public SortedSet<ApplicationName> containersOn(NodeId node) {
    return indexes.containersOn(node);
  }

  /** The container that uses a dataset. */
  public Optional<ApplicationName> userOf(DatasetId dataset) {
    return indexes.userOf(dataset);
  }

  /** The container that has an external port. */
  public Optional<ApplicationName> holderOf(int externalPort) {
    return indexes.holderOf(externalPort);
  }

  /** The leases that have ended by themselves before {@code now}. */
  public List<Lease> expiredLeases(Instant now) {
    return indexes.expiredBefore(now).stream().map(leases::get).toList();
  }

  /** The configuration after one more accepted command. */
  public ClusterConfiguration after(List<Change> changes) {
    return at(revision + 1, changes);
  }

  /** The configuration with these changes as it is at a revision. */
  public ClusterConfiguration at(long newRevision, List<Change> changes) {
    ClusterConfiguration next = this;
    for (Change change : changes) {
      next = next.with(change);
    }
    return next.copy(newRevision);
  }

  /** The same, knowing of containers that were wanted once. */
  public ClusterConfiguration remembering(Collection<ApplicationName> names) {
    return new ClusterConfiguration(
        revision, datasets, containers, leases, nodes, homes, former.plusAll(names), indexes);
  }

  private ClusterConfiguration with(Change change) {
    return switch (change) {
      case Change.Put(Entity entity) -> put(entity);
      case Change.Remove(Entity entity) -> remove(entity);
    };
  }

  private ClusterConfiguration put(Entity entity) {
    return switch (entity) {
      case Dataset dataset ->
          new ClusterConfiguration(
              revision,
              datasets.plus(dataset.id(), dataset),
              containers,
              leases,
              nodes,
              homes,
              former,
              dataset(dataset.id()).map(indexes::without).orElse(indexes).with(dataset));
      case Container container ->
          new ClusterConfiguration(
              revision,
              datasets,
              containers.plus(container.name(), container),
              leases,
              nodes,
              homes,
              former,
              container(container.name()).map(indexes::without).orElse(indexes).with(container));
      case Lease lease ->
          new ClusterConfiguration(
              revision,
              datasets,
              containers,
              leases.plus(lease.dataset(), lease),
              nodes,
              homes,
              former,
              lease(lease.dataset()).map(indexes::without).orElse(indexes).with(lease));
      case Node node ->
          new ClusterConfiguration(
              revision,
              datasets,
              containers,
              leases,
              nodes.plus(node.id(), node),
              homes,
              former,
              indexes);
      case Home home ->
          new ClusterConfiguration(
              revision,
              datasets,
              containers,
              leases,
              nodes,
              homes.plus(home.dataset(), home),
              former,
              indexes);
    };
  }

  private ClusterConfiguration remove(Entity entity) {
    PSortedMap<DatasetId, Dataset> lessDatasets = datasets;
    PSortedMap<ApplicationName, Container> lessContainers = containers;
    PSortedMap<DatasetId, Lease> lessLeases = leases;
    PSortedMap<NodeId, Node> lessNodes = nodes;
    PSortedMap<DatasetId, Home> lessHomes = homes;
    PSet<ApplicationName> moreFormer = former;
    Indexes less = indexes;
    switch (entity) {
      case Dataset dataset -> {
        lessDatasets = datasets.minus(dataset.id());
        less = indexes.without(dataset);
      }
      case Container container -> {
        lessContainers = containers.minus(container.name());
        moreFormer = former.plus(container.name());
        less = indexes.without(container);
      }
      case Lease lease -> {
        lessLeases = leases.minus(lease.dataset());
        less = indexes.without(lease);
      }
      case Node node -> lessNodes = nodes.minus(node.id());
      case Home home -> lessHomes = homes.minus(home.dataset());
    }
    return new ClusterConfiguration(
        revision, lessDatasets, lessContainers, lessLeases, lessNodes, lessHomes, moreFormer, less);
  }

  private ClusterConfiguration copy(long newRevision) {
    return new ClusterConfiguration(
        newRevision, datasets, containers, leases, nodes, homes, former, indexes);
  }
}
