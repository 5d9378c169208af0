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
import java.util.stream.Stream;
import org.pcollections.PSortedMap;
import org.pcollections.PSortedSet;
import org.pcollections.TreePMap;
import org.pcollections.TreePSet;

/**
 * What decisions and agents ask for and would otherwise have to search for. All of it follows from
 * the objects; immutable like them.
 *
 * @param names the datasets that can be found by a name, by it in lower case
 * @param trash when the time of what is in the trash is over
 */
record Indexes(
    Tag tag,
    PSortedMap<NodeId, PSortedSet<DatasetId>> datasets,
    PSortedMap<String, PSortedSet<DatasetId>> names,
    PSortedSet<Expiry> trash,
    PSortedMap<NodeId, PSortedSet<ApplicationName>> containers,
    PSortedMap<DatasetId, ApplicationName> users,
    PSortedMap<Integer, ApplicationName> ports,
    PSortedSet<Expiry> expiries) {

  static final Indexes EMPTY =
      new Indexes(
          Tag.NO_DATASETS,
          TreePMap.empty(),
          TreePMap.empty(),
          TreePSet.empty(),
          TreePMap.empty(),
          TreePMap.empty(),
          TreePMap.empty(),
          TreePSet.empty());

  /** When something of a dataset ends; the soonest first. */
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

  SortedSet<DatasetId> namedLike(String name) {
    return Optional.ofNullable(names.get(VolumeNames.folded(name))).orElse(TreePSet.empty());
  }

  Stream<DatasetId> named() {
    return names.values().stream().flatMap(same -> same.stream());
  }

  List<DatasetId> expiredBefore(Instant now) {
    return before(now, expiries);
  }

  List<DatasetId> trashEndedBefore(Instant now) {
    return before(now, trash);
  }

  private static List<DatasetId> before(Instant now, PSortedSet<Expiry> expiries) {
    return expiries.stream()
        .takeWhile(expiry -> expiry.when().isBefore(now))
        .map(Expiry::dataset)
        .toList();
  }

  Indexes with(Dataset dataset) {
    return of(
        dataset,
        plus(datasets, dataset.primary(), dataset.id()),
        dataset
            .nameInUse()
            .map(name -> plus(names, VolumeNames.folded(name), dataset.id()))
            .orElse(names),
        expiry(dataset).map(trash::plus).orElse(trash));
  }

  Indexes without(Dataset dataset) {
    return of(
        dataset,
        minus(datasets, dataset.primary(), dataset.id()),
        dataset
            .nameInUse()
            .map(name -> minus(names, VolumeNames.folded(name), dataset.id()))
            .orElse(names),
        expiry(dataset).map(trash::minus).orElse(trash));
  }

  private Indexes of(
      Dataset dataset,
      PSortedMap<NodeId, PSortedSet<DatasetId>> newDatasets,
      PSortedMap<String, PSortedSet<DatasetId>> newNames,
      PSortedSet<Expiry> newTrash) {
    return new Indexes(
        tag.toggled(dataset), newDatasets, newNames, newTrash, containers, users, ports, expiries);
  }

  private static Optional<Expiry> expiry(Dataset dataset) {
    return dataset.trash().map(trash -> new Expiry(trash.until(), dataset.id()));
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
    return of(plus(containers, container.node(), container.name()), moreUsers, morePorts);
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
    return of(minus(containers, container.node(), container.name()), fewerUsers, fewerPorts);
  }

  private Indexes of(
      PSortedMap<NodeId, PSortedSet<ApplicationName>> newContainers,
      PSortedMap<DatasetId, ApplicationName> newUsers,
      PSortedMap<Integer, ApplicationName> newPorts) {
    return new Indexes(tag, datasets, names, trash, newContainers, newUsers, newPorts, expiries);
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
    return new Indexes(tag, datasets, names, trash, containers, users, ports, newExpiries);
  }

  private static <K extends Comparable<? super K>, T extends Comparable<T>>
      PSortedMap<K, PSortedSet<T>> plus(PSortedMap<K, PSortedSet<T>> map, K key, T value) {
    PSortedSet<T> of =
        Optional.ofNullable(map.get(key)).orElseGet(() -> TreePSet.<T>empty()).plus(value);
    return map.plus(key, of);
  }

  private static <K extends Comparable<? super K>, T extends Comparable<T>>
      PSortedMap<K, PSortedSet<T>> minus(PSortedMap<K, PSortedSet<T>> map, K key, T value) {
    PSortedSet<T> rest =
        Optional.ofNullable(map.get(key)).orElseGet(() -> TreePSet.<T>empty()).minus(value);
    return rest.isEmpty() ? map.minus(key) : map.plus(key, rest);
  }
}
