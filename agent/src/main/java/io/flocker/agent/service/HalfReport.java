package io.flocker.agent.service;

import io.flocker.agent.half.Half;
import io.flocker.core.model.DatasetId;
import io.flocker.wire.NodeFacts;
import io.flocker.wire.NodeReport;
import io.flocker.wire.UnitId;
import io.flocker.wire.UnitStatus;
import java.util.HashMap;
import java.util.Map;

/** Of what an agent has seen, what it speaks for. Pure. */
final class HalfReport {

  private HalfReport() {}

  /**
   * The report that an agent makes.
   *
   * @param seen everything
   * @param units to which unit each dataset belongs
   */
  static NodeReport of(Half half, NodeReport seen, Map<DatasetId, UnitId> units) {
    return switch (half) {
      case BOTH -> seen;
      case DATASETS ->
          new NodeReport(
              seen.wishes(),
              seen.volumes(),
              Map.of(),
              NodeFacts.NONE,
              byDataset(seen.statuses(), units));
      case CONTAINERS ->
          new NodeReport(seen.wishes(), Map.of(), seen.containers(), seen.facts(), seen.statuses());
    };
  }

  /**
   * A container's status is the container agent's to tell. How far its datasets are, the dataset
   * agent says of each dataset.
   */
  private static Map<UnitId, UnitStatus> byDataset(
      Map<UnitId, UnitStatus> statuses, Map<DatasetId, UnitId> units) {
    Map<UnitId, UnitStatus> result = new HashMap<>();
    units.forEach((dataset, unit) -> {
      UnitStatus status = statuses.get(unit);
      if (status != null) {
        result.put(new UnitId.OfDataset(dataset), status);
      }
    });
    return result;
  }
}
