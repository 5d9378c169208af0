package io.flocker.core.state;

import io.flocker.core.model.DatasetId;
import io.flocker.core.model.NodeId;
import io.flocker.core.model.NodeName;

/**
 * What a node last heard about a dataset that need not have a copy on it. Only ever a reason to
 * refuse: it keeps an empty volume from being created because the node with the real one is not
 * part of a deployment.
 *
 * @param owner the owner then
 * @param ownerName how the owner was called then
 * @param epoch the epoch then
 */
public record KnownDataset(DatasetId dataset, NodeId owner, NodeName ownerName, long epoch) {}
