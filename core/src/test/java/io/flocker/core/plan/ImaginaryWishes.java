package io.flocker.core.plan;

import io.flocker.core.model.Application;
import io.flocker.core.model.Configuration;
import io.flocker.core.model.DatasetId;
import io.flocker.core.model.NodeName;
import io.flocker.core.model.Port;
import io.flocker.core.model.Size;
import io.flocker.core.model.Volume;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/** Random configurations of small clusters, each a change of mind about the one before. */
final class ImaginaryWishes {

  private static final int VOLUMES = 2;

  private final ImaginaryCluster cluster;
  private final Random random;
  private final int applications;

  ImaginaryWishes(ImaginaryCluster cluster, Random random) {
    this.cluster = cluster;
    this.random = random;
    this.applications = 1 + random.nextInt(4);
  }

  /** A configuration for all hosts, or for some of those that know of everything. */
  Configuration next(boolean all) {
    SortedMap<NodeName, List<Application>> nodes = new TreeMap<>();
    for (ImaginaryHost host : cluster.hosts.values()) {
      nodes.put(host.name, new ArrayList<>());
    }
    if (!all && random.nextInt(4) == 0) {
      nodes.keySet().removeIf(name -> nodes.size() > 1 && random.nextBoolean());
      if (!nodes.keySet().stream().map(cluster::host).allMatch(this::hasHeardOfAll)) {
        return next(true);
      }
    }
    List<NodeName> names = List.copyOf(nodes.keySet());
    List<DatasetId> datasets = datasets();
    List<Integer> ports = ports();
    for (int i = 0; i < applications; i++) {
      if (random.nextInt(8) > 0) {
        NodeName node = names.get(random.nextInt(names.size()));
        List<DatasetId> own = datasets.subList(i * VOLUMES, (i + 1) * VOLUMES);
        nodes
            .computeIfAbsent(node, name -> new ArrayList<>())
            .add(application(i, node, ports.get(i), own));
      }
    }
    return Configuration.of(nodes);
  }

  /**
   * Whether a host has heard of all datasets that exist. Only then does Flocker promise to miss
   * nothing when other hosts are left out.
   */
  private boolean hasHeardOfAll(ImaginaryHost host) {
    return datasetsByName().stream()
        .filter(dataset -> cluster.history(dataset).exists())
        .allMatch(dataset -> host.known.containsKey(dataset) || host.copies.containsKey(dataset));
  }

  private List<DatasetId> datasetsByName() {
    List<DatasetId> datasets = new ArrayList<>();
    for (int i = 0; i < applications * VOLUMES; i++) {
      datasets.add(DatasetId.ofName("d" + i));
    }
    return datasets;
  }

  private List<DatasetId> datasets() {
    List<DatasetId> datasets = datasetsByName();
    if (random.nextInt(4) == 0) {
      Collections.swap(datasets, random.nextInt(datasets.size()), random.nextInt(datasets.size()));
    }
    return datasets;
  }

  private List<Integer> ports() {
    List<Integer> ports = new ArrayList<>(List.of(1000, 1001, 1002, 1003));
    if (random.nextInt(4) == 0) {
      Collections.shuffle(ports, random);
    }
    return ports;
  }

  private Application application(int number, NodeName node, int port, List<DatasetId> own) {
    List<Volume> volumes = new ArrayList<>();
    int count = random.nextInt(VOLUMES + 1);
    for (DatasetId dataset : own.subList(0, count)) {
      if (mayBeWanted(dataset, node)) {
        volumes.add(new Volume(dataset, "/data" + volumes.size(), limit()));
      }
    }
    Application base = Application.of("app" + number, "image:" + (1 + random.nextInt(2)));
    Set<Port> ports = random.nextInt(3) == 0 ? new HashSet<>() : Set.of(new Port(80, port));
    TreeSet<io.flocker.core.model.ApplicationName> after = new TreeSet<>();
    if (number > 0 && random.nextBoolean()) {
      after.add(new io.flocker.core.model.ApplicationName("app" + random.nextInt(number)));
    }
    return new Application(
        base.name(),
        base.image(),
        new TreeSet<>(ports),
        base.links(),
        volumes,
        random.nextInt(3) == 0 ? new TreeMap<>(Map.of("A", "1")) : new TreeMap<>(),
        base.labels(),
        base.process(),
        base.limits(),
        base.restartPolicy(),
        after);
  }

  private Optional<Size> limit() {
    return random.nextInt(3) == 0 ? Optional.of(Size.mebibytes(64)) : Optional.empty();
  }

  /**
   * Two deployments at the same time that make the same new dataset on different nodes cannot be
   * told apart from two good ones, so that is not tried: a dataset is born in one place.
   */
  private boolean mayBeWanted(DatasetId dataset, NodeName node) {
    if (cluster.history(dataset).exists()) {
      return true;
    }
    return cluster.deploys.stream()
        .filter(ImaginaryDeploy::isActive)
        .flatMap(deploy -> deploy.configuration.placements())
        .filter(placement ->
            placement.getValue().volumes().stream().anyMatch(v -> v.dataset().equals(dataset)))
        .allMatch(placement -> placement.getKey().equals(node));
  }
}
