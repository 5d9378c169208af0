package io.flocker.core.state;

import io.flocker.core.model.ApplicationName;
import io.flocker.core.model.DatasetId;
import io.flocker.core.model.NodeId;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Everything that one node really has and that concerns Flocker, observed at one time.
 *
 * @param driver the name of the node's volume driver
 * @param liveTransfer whether the driver can copy a volume while it is written to
 * @param containersHaveIpv6 whether the node's containers can reach IPv6 addresses
 * @param images references of the images that the node has
 * @param openPorts ports that our rules let in
 * @param usedPorts TCP ports that something on the node listens on, ours or not
 * @param known datasets that the node has heard of
 */
public record NodeState(
    NodeId id,
    String driver,
    boolean liveTransfer,
    boolean containersHaveIpv6,
    List<ObservedContainer> containers,
    List<ObservedVolume> volumes,
    SortedSet<String> images,
    SortedSet<Route> routes,
    SortedSet<Integer> openPorts,
    SortedSet<Integer> usedPorts,
    List<KnownDataset> known) {

  public NodeState {
    containers = List.copyOf(containers);
    volumes = List.copyOf(volumes);
    images = Collections.unmodifiableSortedSet(new TreeSet<>(images));
    routes = Collections.unmodifiableSortedSet(new TreeSet<>(routes));
    openPorts = Collections.unmodifiableSortedSet(new TreeSet<>(openPorts));
    usedPorts = Collections.unmodifiableSortedSet(new TreeSet<>(usedPorts));
    known = List.copyOf(known);
  }

  /** A node that has nothing of ours. */
  public static NodeState empty(NodeId id) {
    return new NodeState(
        id,
        "btrfs",
        true,
        true,
        List.of(),
        List.of(),
        new TreeSet<>(),
        new TreeSet<>(),
        new TreeSet<>(),
        new TreeSet<>(),
        List.of());
  }

  /** The same, but having heard of these datasets. */
  public NodeState withKnown(List<KnownDataset> datasets) {
    return new NodeState(
        id,
        driver,
        liveTransfer,
        containersHaveIpv6,
        containers,
        volumes,
        images,
        routes,
        openPorts,
        usedPorts,
        datasets);
  }

  /** The same, but with other volumes. */
  public NodeState withVolumes(String withDriver, List<ObservedVolume> others) {
    return new NodeState(
        id,
        withDriver,
        liveTransfer,
        containersHaveIpv6,
        containers,
        others,
        images,
        routes,
        openPorts,
        usedPorts,
        known);
  }

  /** The same, but with other containers. */
  public NodeState withContainers(List<ObservedContainer> others) {
    return new NodeState(
        id,
        driver,
        liveTransfer,
        containersHaveIpv6,
        others,
        volumes,
        images,
        routes,
        openPorts,
        usedPorts,
        known);
  }

  /** Our container of this name. */
  public Optional<ObservedContainer> container(ApplicationName name) {
    for (ObservedContainer container : containers) {
      if (container.name().equals(name)) {
        return Optional.of(container);
      }
    }
    return Optional.empty();
  }

  /** This node's copy of a dataset. */
  public Optional<ObservedVolume> volume(DatasetId dataset) {
    for (ObservedVolume volume : volumes) {
      if (volume.dataset().equals(dataset)) {
        return Optional.of(volume);
      }
    }
    return Optional.empty();
  }
}
