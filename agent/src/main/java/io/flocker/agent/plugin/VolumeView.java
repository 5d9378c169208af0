package io.flocker.agent.plugin;

import io.flocker.core.model.Size;
import io.flocker.core.state.ObservedSnapshot;
import io.flocker.core.state.ObservedVolume;
import io.flocker.protocol.v1.NamedVolume;
import io.flocker.wire.UnitStatus;
import io.flocker.wire.WantedDataset;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;

/**
 * A volume as Docker shows it.
 *
 * @param mountpoint where it is on this node; empty if it is not
 * @param created not known of what this node tells alone
 * @param status in {@code docker volume inspect}
 */
record VolumeView(
    String name,
    String mountpoint,
    Optional<Instant> created,
    SequencedMap<String, Object> status) {

  VolumeView {
    status = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(status));
  }

  /** As the control service knows it. */
  static VolumeView of(NamedVolume volume, String mountpoint) {
    SequencedMap<String, Object> status = new LinkedHashMap<>();
    put(status, "node", volume.getNodeCalled());
    put(status, "phase", volume.getPhase());
    put(status, "reason", volume.getReason());
    if (volume.hasMaximumSize()) {
      put(status, "size", new Size(volume.getMaximumSize()).toString());
    }
    if (volume.hasUsed()) {
      put(status, "used", new Size(volume.getUsed()).toString());
    }
    status.put("snapshots", List.copyOf(volume.getSnapshotsList()));
    put(status, "lease", volume.getLeasedBy());
    put(status, "dataset", volume.getDataset());
    return new VolumeView(
        volume.getName(),
        mountpoint,
        Optional.of(volume.getCreatedMs()).filter(millis -> millis > 0).map(Instant::ofEpochMilli),
        status);
  }

  /**
   * As this node knows it.
   *
   * @param node how people call this one; empty if the volume is to be on another
   * @param leased whether a mount of this node keeps it here
   */
  static VolumeView of(
      String name,
      WantedDataset wanted,
      Optional<ObservedVolume> seen,
      Optional<UnitStatus> work,
      String node,
      boolean leased,
      String mountpoint) {
    SequencedMap<String, Object> status = new LinkedHashMap<>();
    put(status, "node", node);
    work.ifPresent(now -> {
      put(status, "phase", now.phase().name().toLowerCase(Locale.ROOT));
      put(status, "reason", inWords(now));
    });
    wanted.maximumSize().ifPresent(size -> put(status, "size", size.toString()));
    seen.ifPresent(copy -> put(status, "used", copy.used().toString()));
    status.put("snapshots", seen.map(VolumeView::snapshots).orElse(List.of()));
    put(status, "lease", leased ? node : "");
    put(status, "dataset", wanted.dataset().toString());
    return new VolumeView(name, mountpoint, Optional.empty(), status);
  }

  /** The same as it was a while ago; how it is now is not known. */
  VolumeView unsure(String why) {
    SequencedMap<String, Object> unsure = new LinkedHashMap<>(status);
    unsure.put("phase", "unknown");
    unsure.put("reason", why);
    return new VolumeView(name, mountpoint, created, unsure);
  }

  private static List<String> snapshots(ObservedVolume copy) {
    return copy.snapshots().stream()
        .map(ObservedSnapshot::snapshot)
        .map(snapshot -> snapshot.name())
        .toList();
  }

  /** How far the work on it is. */
  static String inWords(UnitStatus status) {
    StringBuilder words = new StringBuilder(status.reason());
    status.waitingFor().ifPresent(what -> words.append("; waits for: ").append(what));
    status.error().ifPresent(problem -> words.append("; ").append(problem.sentence()));
    status
        .progress()
        .filter(progress -> progress.total() > 0)
        .ifPresent(progress ->
            words
                .append("; ")
                .append(new Size(progress.bytes()))
                .append(" of ")
                .append(new Size(progress.total())));
    return words.toString();
  }

  private static void put(Map<String, Object> status, String key, String value) {
    if (!value.isEmpty()) {
      status.put(key, value);
    }
  }

  /** As the protocol has it in a list. */
  Map<String, Object> brief() {
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("Name", name);
    body.put("Mountpoint", mountpoint);
    created.ifPresent(when -> body.put("CreatedAt", when.toString()));
    return body;
  }

  /** As the protocol has it where one was asked for. */
  Map<String, Object> full() {
    Map<String, Object> body = brief();
    body.put("Status", status);
    return body;
  }
}
