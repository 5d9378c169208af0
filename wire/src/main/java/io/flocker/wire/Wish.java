package io.flocker.wire;

import io.flocker.core.model.Application;
import io.flocker.core.model.ApplicationName;
import io.flocker.core.model.NodeId;
import io.flocker.core.state.ObservedContainer;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What should become of a unit. */
public sealed interface Wish {

  /** Which unit. */
  UnitId id();

  /** The datasets that it is about. */
  List<WantedDataset> datasets();

  /** Every node that it mentions. */
  default Set<NodeId> nodes() {
    Set<NodeId> nodes = new HashSet<>();
    for (WantedDataset dataset : datasets()) {
      nodes.add(dataset.node());
      dataset.copies().forEach(copy -> nodes.add(copy.node()));
      dataset.home().ifPresent(home -> nodes.add(home.node()));
    }
    return nodes;
  }

  /** A dataset that no container uses. */
  record OfDataset(WantedDataset dataset) implements Wish {

    @Override
    public UnitId id() {
      return new UnitId.OfDataset(dataset.dataset());
    }

    @Override
    public List<WantedDataset> datasets() {
      return List.of(dataset);
    }
  }

  /**
   * A container with its datasets.
   *
   * @param node where it should run
   * @param deleted whether it should be removed
   * @param application how it should be; there unless it should be removed
   * @param elsewhere containers of this name on other nodes, as those last reported them
   */
  record OfContainer(
      ApplicationName name,
      NodeId node,
      boolean deleted,
      Optional<Application> application,
      List<WantedDataset> datasets,
      Map<NodeId, ObservedContainer> elsewhere)
      implements Wish {

    public OfContainer {
      datasets = List.copyOf(datasets);
      elsewhere = Map.copyOf(elsewhere);
      if (!deleted && application.isEmpty()) {
        throw new IllegalArgumentException("container " + name + " is wanted, but not how");
      }
    }

    @Override
    public UnitId id() {
      return new UnitId.OfContainer(name);
    }

    @Override
    public Set<NodeId> nodes() {
      Set<NodeId> nodes = Wish.super.nodes();
      nodes.add(node);
      nodes.addAll(elsewhere.keySet());
      return nodes;
    }
  }

  /**
   * Where traffic to a port goes, on whichever node it arrives.
   *
   * @param node where the container serves whose port it is
   */
  record OfPort(int port, NodeId node) implements Wish {

    @Override
    public UnitId id() {
      return new UnitId.OfPort(port);
    }

    @Override
    public List<WantedDataset> datasets() {
      return List.of();
    }

    @Override
    public Set<NodeId> nodes() {
      return Set.of(node);
    }
  }
}
