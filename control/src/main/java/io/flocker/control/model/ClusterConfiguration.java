package io.flocker.control.model;

import io.flocker.core.model.ApplicationName;
import io.flocker.core.model.DatasetId;
import io.flocker.core.model.NodeId;
import io.flocker.core.model.UserSnapshot;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Stream;
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
          TreePMap.empty(),
          Indexes.EMPTY);

  private final long revision;
  private final PSortedMap<DatasetId, Dataset> datasets;
  private final PSortedMap<ApplicationName, Container> containers;
  private final PSortedMap<DatasetId, Lease> leases;
  private final PSortedMap<NodeId, Node> nodes;
  private final PSortedMap<DatasetId, Home> homes;
  private final PSet<ApplicationName> former;
  private final PSortedMap<DatasetId, PSortedMap<UserSnapshot, DatasetSnapshot>> snapshots;
  private final Indexes indexes;

  private ClusterConfiguration(
      long revision,
      PSortedMap<DatasetId, Dataset> datasets,
      PSortedMap<ApplicationName, Container> containers,
      PSortedMap<DatasetId, Lease> leases,
      PSortedMap<NodeId, Node> nodes,
      PSortedMap<DatasetId, Home> homes,
      PSet<ApplicationName> former,
      PSortedMap<DatasetId, PSortedMap<UserSnapshot, DatasetSnapshot>> snapshots,
      Indexes indexes) {
    this.revision = revision;
    this.datasets = datasets;
    this.containers = containers;
    this.leases = leases;
    this.nodes = nodes;
    this.homes = homes;
    this.former = former;
    this.snapshots = snapshots;
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

  /** The snapshots of a dataset, deleted ones too, in the order of their names. */
  public Collection<DatasetSnapshot> snapshotsOf(DatasetId dataset) {
    return ofDataset(dataset).values();
  }

  /** One snapshot of a dataset, deleted or not. */
  public Optional<DatasetSnapshot> snapshot(DatasetId dataset, UserSnapshot id) {
    return Optional.ofNullable(ofDataset(dataset).get(id));
  }

  /** The snapshot of a dataset that is wanted under a name. */
  public Optional<DatasetSnapshot> snapshot(DatasetId dataset, String name) {
    return snapshotsOf(dataset).stream()
        .filter(snapshot -> !snapshot.isDeleted() && snapshot.name().equals(name))
        .findFirst();
  }

  /** The datasets that have snapshots, deleted ones too. */
  public SortedSet<DatasetId> datasetsWithSnapshots() {
    return new TreeSet<>(snapshots.keySet());
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

  /** The datasets of a name; more than one only if users have called them so. */
  public List<Dataset> named(String name) {
    return namedLike(name).stream()
        .filter(dataset -> dataset.name().filter(name::equals).isPresent())
        .toList();
  }

  /** The datasets of a name, whatever is written in upper or lower case. */
  List<Dataset> namedLike(String name) {
    return indexes.namedLike(name).stream().map(datasets::get).toList();
  }

  /** Every dataset that can be found by a name, in the order of names. */
  public Stream<Dataset> named() {
    return indexes.named().map(datasets::get);
  }

  /** The datasets whose time in the trash was over before {@code now}. */
  public List<Dataset> endedTrash(Instant now) {
    return indexes.trashEndedBefore(now).stream().map(datasets::get).toList();
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
    return new Parts(next).at(newRevision);
  }

  /** The same, knowing of containers that were wanted once. */
  public ClusterConfiguration remembering(Collection<ApplicationName> names) {
    return new ClusterConfiguration(
        revision,
        datasets,
        containers,
        leases,
        nodes,
        homes,
        former.plusAll(names),
        snapshots,
        indexes);
  }

  private ClusterConfiguration with(Change change) {
    return switch (change) {
      case Change.Put(Entity entity) -> put(entity);
      case Change.Remove(Entity entity) -> remove(entity);
    };
  }

  private ClusterConfiguration put(Entity entity) {
    Parts parts = new Parts(this);
    switch (entity) {
      case Dataset dataset -> {
        parts.indexes = dataset(dataset.id()).map(indexes::without).orElse(indexes).with(dataset);
        parts.datasets = datasets.plus(dataset.id(), dataset);
      }
      case Container container -> {
        parts.indexes =
            container(container.name()).map(indexes::without).orElse(indexes).with(container);
        parts.containers = containers.plus(container.name(), container);
      }
      case Lease lease -> {
        parts.indexes = lease(lease.dataset()).map(indexes::without).orElse(indexes).with(lease);
        parts.leases = leases.plus(lease.dataset(), lease);
      }
      case Node node -> parts.nodes = nodes.plus(node.id(), node);
      case Home home -> parts.homes = homes.plus(home.dataset(), home);
      case DatasetSnapshot snapshot ->
          parts.snapshots =
              snapshots.plus(
                  snapshot.dataset(),
                  ofDataset(snapshot.dataset()).plus(snapshot.snapshot(), snapshot));
    }
    return parts.at(revision);
  }

  private ClusterConfiguration remove(Entity entity) {
    Parts parts = new Parts(this);
    switch (entity) {
      case Dataset dataset -> {
        parts.indexes = indexes.without(dataset);
        parts.datasets = datasets.minus(dataset.id());
      }
      case Container container -> {
        parts.indexes = indexes.without(container);
        parts.containers = containers.minus(container.name());
        parts.former = former.plus(container.name());
      }
      case Lease lease -> {
        parts.indexes = indexes.without(lease);
        parts.leases = leases.minus(lease.dataset());
      }
      case Node node -> parts.nodes = nodes.minus(node.id());
      case Home home -> parts.homes = homes.minus(home.dataset());
      case DatasetSnapshot snapshot -> {
        PSortedMap<UserSnapshot, DatasetSnapshot> rest =
            ofDataset(snapshot.dataset()).minus(snapshot.snapshot());
        parts.snapshots =
            rest.isEmpty()
                ? snapshots.minus(snapshot.dataset())
                : snapshots.plus(snapshot.dataset(), rest);
      }
    }
    return parts.at(revision);
  }

  private PSortedMap<UserSnapshot, DatasetSnapshot> ofDataset(DatasetId dataset) {
    PSortedMap<UserSnapshot, DatasetSnapshot> found = snapshots.get(dataset);
    return found == null ? TreePMap.empty() : found;
  }

  /** What a configuration is made of, while the next one is put together. */
  private static final class Parts {

    private PSortedMap<DatasetId, Dataset> datasets;
    private PSortedMap<ApplicationName, Container> containers;
    private PSortedMap<DatasetId, Lease> leases;
    private PSortedMap<NodeId, Node> nodes;
    private PSortedMap<DatasetId, Home> homes;
    private PSet<ApplicationName> former;
    private PSortedMap<DatasetId, PSortedMap<UserSnapshot, DatasetSnapshot>> snapshots;
    private Indexes indexes;

    Parts(ClusterConfiguration now) {
      datasets = now.datasets;
      containers = now.containers;
      leases = now.leases;
      nodes = now.nodes;
      homes = now.homes;
      former = now.former;
      snapshots = now.snapshots;
      indexes = now.indexes;
    }

    ClusterConfiguration at(long revision) {
      return new ClusterConfiguration(
          revision, datasets, containers, leases, nodes, homes, former, snapshots, indexes);
    }
  }
}
