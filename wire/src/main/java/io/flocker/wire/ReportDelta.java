package io.flocker.wire;

import io.flocker.core.model.ApplicationName;
import io.flocker.core.model.DatasetId;
import io.flocker.core.state.ObservedContainer;
import io.flocker.core.state.ObservedVolume;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What changed on a node between two reports of an agent.
 *
 * @param revision of the report that it leads to
 * @param complete it says everything: what it does not mention is not there
 * @param facts absent when they are as before
 */
public record ReportDelta(
    long revision,
    boolean complete,
    Optional<WishRevision> wishes,
    Map<DatasetId, ObservedVolume> volumes,
    Set<DatasetId> goneVolumes,
    Map<ApplicationName, ObservedContainer> containers,
    Set<ApplicationName> goneContainers,
    Optional<NodeFacts> facts,
    Map<UnitId, UnitStatus> statuses,
    Set<UnitId> goneStatuses) {

  public ReportDelta {
    volumes = Map.copyOf(volumes);
    goneVolumes = Set.copyOf(goneVolumes);
    containers = Map.copyOf(containers);
    goneContainers = Set.copyOf(goneContainers);
    statuses = Map.copyOf(statuses);
    goneStatuses = Set.copyOf(goneStatuses);
  }

  /** A report that says everything. */
  public static ReportDelta complete(long revision, NodeReport now) {
    return new ReportDelta(
        revision,
        true,
        now.wishes(),
        now.volumes(),
        Set.of(),
        now.containers(),
        Set.of(),
        Optional.of(now.facts()),
        now.statuses(),
        Set.of());
  }

  /** What leads from one report to the next. */
  public static ReportDelta between(NodeReport before, NodeReport now, long revision) {
    return new ReportDelta(
        revision,
        false,
        now.wishes(),
        changed(before.volumes(), now.volumes()),
        gone(before.volumes(), now.volumes()),
        changed(before.containers(), now.containers()),
        gone(before.containers(), now.containers()),
        before.facts().equals(now.facts()) ? Optional.empty() : Optional.of(now.facts()),
        changed(before.statuses(), now.statuses()),
        gone(before.statuses(), now.statuses()));
  }

  private static <K, V> Map<K, V> changed(Map<K, V> before, Map<K, V> now) {
    Map<K, V> changed = new HashMap<>();
    now.forEach((key, value) -> {
      if (!value.equals(before.get(key))) {
        changed.put(key, value);
      }
    });
    return changed;
  }

  private static <K, V> Set<K> gone(Map<K, V> before, Map<K, V> now) {
    Set<K> gone = new HashSet<>();
    before.keySet().stream().filter(key -> !now.containsKey(key)).forEach(gone::add);
    return gone;
  }
}
