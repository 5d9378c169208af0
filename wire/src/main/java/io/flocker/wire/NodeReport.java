package io.flocker.wire;

import io.flocker.core.model.ApplicationName;
import io.flocker.core.model.DatasetId;
import io.flocker.core.state.ObservedContainer;
import io.flocker.core.state.ObservedVolume;
import java.util.Map;
import java.util.Optional;

/**
 * Everything that an agent has to say about its node at one time.
 *
 * @param wishes which wishes the agent had in full when it observed
 */
public record NodeReport(
    Optional<WishRevision> wishes,
    Map<DatasetId, ObservedVolume> volumes,
    Map<ApplicationName, ObservedContainer> containers,
    NodeFacts facts,
    Map<UnitId, UnitStatus> statuses) {

  /** A node with nothing on it. */
  public static final NodeReport EMPTY =
      new NodeReport(Optional.empty(), Map.of(), Map.of(), NodeFacts.NONE, Map.of());

  public NodeReport {
    volumes = Map.copyOf(volumes);
    containers = Map.copyOf(containers);
    statuses = Map.copyOf(statuses);
  }
}
