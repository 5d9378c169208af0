package io.flocker.agent.unit;

import io.flocker.core.model.Application;
import io.flocker.core.model.ApplicationName;
import io.flocker.core.model.Configuration;
import io.flocker.core.model.Dataset;
import io.flocker.core.model.DatasetId;
import io.flocker.core.model.NodeName;
import io.flocker.core.model.Volume;
import io.flocker.core.model.VolumeProperties;
import io.flocker.core.state.KnownDataset;
import io.flocker.core.state.NodeState;
import io.flocker.wire.UnitId;
import io.flocker.wire.WantedDataset;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * What should become of a unit, and what others know about it. Immutable.
 *
 * @param turn grows with each wish that the node takes up, whatever its unit
 * @param configuration what belongs to the unit and nothing else; speaks of every node concerned
 * @param others what the other nodes concerned last reported, of this unit only; a node that is
 *     away is not among them
 * @param homes where the unit's datasets were last known to live
 * @param grants datasets of which this node, and no other, may create an empty volume
 * @param snapshots what should become of the snapshots of a dataset; of others, nothing
 * @param origins datasets of which this node, and no other, may make the volume, as a clone of this
 * @param properties the options of the volumes that this node may make; of others, none
 */
public record UnitWish(
    long turn,
    UnitId key,
    Configuration configuration,
    SortedMap<NodeName, NodeState> others,
    List<KnownDataset> homes,
    Set<DatasetId> grants,
    SortedMap<DatasetId, WantedDataset.Snapshots> snapshots,
    SortedMap<DatasetId, WantedDataset.Origin> origins,
    SortedMap<DatasetId, VolumeProperties> properties) {

  public UnitWish {
    others = Collections.unmodifiableSortedMap(new TreeMap<>(others));
    homes = List.copyOf(homes);
    grants = Set.copyOf(grants);
    snapshots = Collections.unmodifiableSortedMap(new TreeMap<>(snapshots));
    origins = Collections.unmodifiableSortedMap(new TreeMap<>(origins));
    properties = Collections.unmodifiableSortedMap(new TreeMap<>(properties));
  }

  /** A wish without clones and options, of whose snapshots nothing is to be made or removed. */
  UnitWish(
      long turn,
      UnitId key,
      Configuration configuration,
      SortedMap<NodeName, NodeState> others,
      List<KnownDataset> homes,
      Set<DatasetId> grants) {
    this(
        turn,
        key,
        configuration,
        others,
        homes,
        grants,
        new TreeMap<>(),
        new TreeMap<>(),
        new TreeMap<>());
  }

  /** Of what this node may make a volume, as a clone and nothing else. */
  Optional<WantedDataset.Origin> origin(DatasetId dataset) {
    return Optional.ofNullable(origins.get(dataset));
  }

  /** The options that this node makes a volume with. */
  VolumeProperties properties(DatasetId dataset) {
    return properties.getOrDefault(dataset, VolumeProperties.NONE);
  }

  /** All datasets of the unit, wanted or deleted. */
  NavigableSet<DatasetId> datasets() {
    NavigableSet<DatasetId> datasets = new TreeSet<>(configuration.deleted());
    configuration.datasets().values().stream()
        .flatMap(List::stream)
        .map(Dataset::id)
        .forEach(datasets::add);
    applications()
        .flatMap(app -> app.volumes().stream())
        .map(Volume::dataset)
        .forEach(datasets::add);
    if (key instanceof UnitId.OfDataset(DatasetId dataset)) {
      datasets.add(dataset);
    }
    return datasets;
  }

  /** The containers of the unit: one that is wanted, or the name of one that is not any more. */
  NavigableSet<ApplicationName> containers() {
    NavigableSet<ApplicationName> names = new TreeSet<>();
    applications().map(Application::name).forEach(names::add);
    if (key instanceof UnitId.OfContainer(ApplicationName name)) {
      names.add(name);
    }
    return names;
  }

  private Stream<Application> applications() {
    return configuration.placements().map(Map.Entry::getValue);
  }
}
