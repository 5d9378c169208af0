package io.flocker.control.model;

import io.flocker.core.model.ApplicationName;
import io.flocker.core.model.DatasetId;
import io.flocker.core.model.NodeId;
import io.flocker.core.model.Port;
import io.flocker.core.model.Volume;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import org.pcollections.PSortedMap;
import org.pcollections.PSortedSet;
import org.pcollections.TreePMap;
import org.pcollections.TreePSet;

/**
 * What decisions and agents ask for and would otherwise have to search for. All of it follows from
 * the objects; immutable like them.
 */
record Indexes(
    Tag tag,
    PSortedMap<NodeId, PSortedSet<DatasetId>> datasets,
    PSortedMap<NodeId, PSortedSet<ApplicationName>> containers,
    PSortedMap<DatasetId, ApplicationName> users,
    PSortedMap<Integer, ApplicationName> ports,
    PSortedSet<Expiry> expiries) {

  static final Indexes EMPTY =
      new Indexes(
          Tag.NO_DATASETS,
          TreePMap.empty(),
          TreePMap.empty(),
          TreePMap.empty(),
          TreePMap.empty(),
          TreePSet.empty());

  /** When the lease of a dataset ends; the soonest first. */
  record Expiry(Instant when, DatasetId dataset) implements Comparable<Expiry> {

    @Override
    public int compareTo(Expiry other) {
      int order = when.compareTo(other.when);
      return order != 0 ? order : dataset.compareTo(other.dataset);
    }
  }

  SortedSet<DatasetId> datasetsOn(NodeId node) {
    return Optional.ofNullable(datasets.get(node)).orElse(TreePSet.empty());
  }

  SortedSet<ApplicationName> containersOn(NodeId node) {
    return Optional.ofNullable(containers.get(node)).orElse(TreePSet.empty());
  }

  Optional<ApplicationName> userOf(DatasetId dataset) {
    return Optional.ofNullable(users.get(dataset));
  }

  Optional<ApplicationName> holderOf(int externalPort) {
    return Optional.ofNullable(ports.get(externalPort));
  }

  List<DatasetId> expiredBefore(Instant now) {
    return expiries.stream()
        .takeWhile(expiry -> expiry.when().isBefore(now))
        .map(Expiry::dataset)
        .toList();
  }

  Indexes with(Dataset dataset) {
    return new Indexes(
        tag.toggled(dataset),
        plus(datasets, dataset.primary(), dataset.id()),
        containers,
        users,
        ports,
        expiries);
  }

  Indexes without(Dataset dataset) {
    return new Indexes(
        tag.toggled(dataset),
        minus(datasets, dataset.primary(), dataset.id()),
        containers,
        users,
        ports,
        expiries);
  }

  Indexes with(Container container) {
    PSortedMap<DatasetId, ApplicationName> moreUsers = users;
    for (Volume volume : container.application().volumes()) {
      moreUsers = moreUsers.plus(volume.dataset(), container.name());
    }
    PSortedMap<Integer, ApplicationName> morePorts = ports;
    for (Port port : container.application().ports()) {
      morePorts = morePorts.plus(port.external(), container.name());
    }
    return new Indexes(
        tag,
        datasets,
        plus(containers, container.node(), container.name()),
        moreUsers,
        morePorts,
        expiries);
  }

  Indexes without(Container container) {
    PSortedMap<DatasetId, ApplicationName> fewerUsers = users;
    for (Volume volume : container.application().volumes()) {
      fewerUsers = fewerUsers.minus(volume.dataset());
    }
    PSortedMap<Integer, ApplicationName> fewerPorts = ports;
    for (Port port : container.application().ports()) {
      fewerPorts = fewerPorts.minus(port.external());
    }
    return new Indexes(
        tag,
        datasets,
        minus(containers, container.node(), container.name()),
        fewerUsers,
        fewerPorts,
        expiries);
  }

  Indexes with(Lease lease) {
    return expiring(expiry(lease).map(expiries::plus).orElse(expiries));
  }

  Indexes without(Lease lease) {
    return expiring(expiry(lease).map(expiries::minus).orElse(expiries));
  }

  private static Optional<Expiry> expiry(Lease lease) {
    return lease.expires().map(when -> new Expiry(when, lease.dataset()));
  }

  private Indexes expiring(PSortedSet<Expiry> newExpiries) {
    return new Indexes(tag, datasets, containers, users, ports, newExpiries);
  }

  private static <T extends Comparable<T>> PSortedMap<NodeId, PSortedSet<T>> plus(
      PSortedMap<NodeId, PSortedSet<T>> map, NodeId node, T value) {
    PSortedSet<T> of =
        Optional.ofNullable(map.get(node)).orElseGet(() -> TreePSet.<T>empty()).plus(value);
    return map.plus(node, of);
  }

  private static <T extends Comparable<T>> PSortedMap<NodeId, PSortedSet<T>> minus(
      PSortedMap<NodeId, PSortedSet<T>> map, NodeId node, T value) {
    PSortedSet<T> rest =
        Optional.ofNullable(map.get(node)).orElseGet(() -> TreePSet.<T>empty()).minus(value);
    return rest.isEmpty() ? map.minus(node) : map.plus(node, rest);
  }
}
