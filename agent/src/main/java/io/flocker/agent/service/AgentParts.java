package io.flocker.agent.service;

import io.flocker.agent.half.ContainerAgentClient;
import io.flocker.agent.half.Half;
import io.flocker.agent.half.UnusedVolumes;
import io.flocker.agent.half.VolumeUses;
import io.flocker.agent.half.WatchedContainers;
import io.flocker.agent.half.WatchedVolumes;
import io.flocker.agent.unit.NodeUnitHost;
import io.flocker.core.model.DatasetId;
import io.flocker.core.model.NodeId;
import io.flocker.core.model.NodeName;
import io.flocker.node.ContainerEvents;
import io.flocker.node.ContainerRuntime;
import io.flocker.node.KnownDatasets;
import io.flocker.node.Router;
import io.flocker.node.peer.PeerTransport;
import io.flocker.storage.VolumeDriver;
import io.flocker.storage.VolumeLocks;
import java.util.SortedSet;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * The node that an agent works on.
 *
 * @param usedPorts TCP ports that something on the node listens on
 * @param hasEngine whether there is a container engine at all, be it that it answers or not
 */
public record AgentParts(
    NodeId id,
    VolumeDriver driver,
    VolumeLocks locks,
    ContainerRuntime containers,
    ContainerEvents events,
    Router router,
    KnownDatasets known,
    Supplier<SortedSet<Integer>> usedPorts,
    BooleanSupplier hasEngine) {

  /**
   * What an agent, or one half of it, gets into its hands of the node.
   *
   * @param containerAgent does with containers what the dataset agent must have done
   * @param uses what Docker has mounted
   */
  AgentParts forHalf(Half half, ContainerAgentClient containerAgent, VolumeUses uses) {
    return switch (half) {
      case BOTH -> with(new UnusedVolumes(driver, containers, uses), containers);
      case DATASETS -> {
        ContainerRuntime watched = new WatchedContainers(containers, hasEngine, containerAgent);
        yield with(new UnusedVolumes(driver, watched, uses), watched);
      }
      case CONTAINERS -> with(new WatchedVolumes(driver), containers);
    };
  }

  private AgentParts with(VolumeDriver newDriver, ContainerRuntime newContainers) {
    return new AgentParts(
        id, newDriver, locks, newContainers, events, router, known, usedPorts, hasEngine);
  }

  /** What the workers of units get of it. */
  NodeUnitHost.Parts forUnits(Half half, NodeName self, PeerTransport transport) {
    return new NodeUnitHost.Parts(
        half, id, self, driver, inUse(), locks, containers, router, transport, known::merge);
  }

  /** Who may not touch a volume anyway needs not ask. */
  private Consumer<DatasetId> inUse() {
    return switch (driver) {
      case UnusedVolumes volumes -> volumes::requireUnused;
      default -> _ -> {};
    };
  }
}
