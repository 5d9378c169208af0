package io.flocker.control.cluster;

import io.flocker.core.model.ApplicationName;
import io.flocker.core.model.DatasetId;
import io.flocker.core.model.NodeId;
import io.flocker.wire.UnitId;
import java.util.Set;

/**
 * Where to look again: what a change was about. How it is now, {@link Cluster#now} says.
 *
 * @param presence an agent of the node has come or gone, or the node introduced itself anew
 */
public record ClusterChange(
    NodeId node,
    boolean presence,
    Set<DatasetId> datasets,
    Set<ApplicationName> containers,
    Set<UnitId> statuses) {

  public ClusterChange {
    datasets = Set.copyOf(datasets);
    containers = Set.copyOf(containers);
    statuses = Set.copyOf(statuses);
  }
}
