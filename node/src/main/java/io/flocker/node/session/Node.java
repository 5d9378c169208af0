package io.flocker.node.session;

import io.flocker.core.model.NodeId;
import io.flocker.node.ContainerRuntime;
import io.flocker.node.KnownDatasets;
import io.flocker.node.NodeDiscovery;
import io.flocker.node.NodeFiles;
import io.flocker.node.Router;
import io.flocker.node.ssh.PeerKeys;
import io.flocker.storage.VolumeDriver;
import io.flocker.storage.VolumeLocks;

/**
 * Everything that makes up this node, put together once by whoever runs on it.
 *
 * @param peerCommand the one command that a peer's key may run here
 */
public record Node(
    NodeId id,
    NodeFiles files,
    VolumeDriver driver,
    VolumeLocks locks,
    ContainerRuntime containers,
    Router router,
    KnownDatasets known,
    PeerKeys keys,
    NodeDiscovery discovery,
    String peerCommand) {}
