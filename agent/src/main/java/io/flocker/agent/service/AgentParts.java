package io.flocker.agent.service;

import io.flocker.core.model.NodeId;
import io.flocker.node.ContainerEvents;
import io.flocker.node.ContainerRuntime;
import io.flocker.node.KnownDatasets;
import io.flocker.node.Router;
import io.flocker.storage.VolumeDriver;
import io.flocker.storage.VolumeLocks;
import java.util.SortedSet;
import java.util.function.Supplier;

/**
 * The node that an agent works on.
 *
 * @param usedPorts TCP ports that something on the node listens on
 */
public record AgentParts(
    NodeId id,
    VolumeDriver driver,
    VolumeLocks locks,
    ContainerRuntime containers,
    ContainerEvents events,
    Router router,
    KnownDatasets known,
    Supplier<SortedSet<Integer>> usedPorts) {}
