package io.flocker.cli;

import io.flocker.core.model.RestartPolicy;
import io.flocker.core.model.Size;
import io.flocker.core.state.NodeState;
import io.flocker.core.state.ObservedContainer;
import io.flocker.core.state.ObservedVolume;
import io.flocker.core.state.VolumeRecord;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.snakeyaml.engine.v2.api.Dump;
import org.snakeyaml.engine.v2.api.DumpSettings;
import org.snakeyaml.engine.v2.common.FlowStyle;

/**
 * A node's state in the YAML form of the original's {@code flocker-reportstate}: {@code version},
 * {@code applications} and {@code used_ports}, with {@code running} and {@code datasets} added.
 * Pure.
 */
final class StateReport {

  private StateReport() {}

  static String yaml(NodeState state) {
    Map<String, Object> applications = new LinkedHashMap<>();
    state
        .containers()
        .forEach(
            container -> applications.put(container.name().value(), application(container, state)));
    Map<String, Object> datasets = new LinkedHashMap<>();
    state
        .volumes()
        .forEach(volume -> datasets.put(volume.dataset().toString(), dataset(volume, state)));
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("version", 1);
    document.put("applications", applications);
    document.put("datasets", datasets);
    document.put("used_ports", List.copyOf(state.usedPorts()));
    DumpSettings settings = DumpSettings.builder().setDefaultFlowStyle(FlowStyle.BLOCK).build();
    return new Dump(settings).dumpToString(document);
  }

  private static Map<String, Object> application(ObservedContainer container, NodeState state) {
    Map<String, Object> entry = new LinkedHashMap<>();
    entry.put("image", container.image().toString());
    entry.put("running", container.running());
    if (!container.ports().isEmpty()) {
      entry.put(
          "ports",
          container.ports().stream()
              .map(port -> Map.of("internal", port.internal(), "external", port.external()))
              .toList());
    }
    List<String> volumes = new ArrayList<>();
    for (ObservedVolume volume : state.volumes()) {
      if (volume.path().filter(container.volumePaths()::contains).isPresent()) {
        volumes.add(volume.dataset().toString());
      }
    }
    if (!volumes.isEmpty()) {
      entry.put("volumes", volumes);
    }
    entry.put("restart_policy", policy(container.restartPolicy()));
    return entry;
  }

  private static Map<String, Object> policy(RestartPolicy policy) {
    return switch (policy) {
      case RestartPolicy.Never _ -> Map.of("name", "never");
      case RestartPolicy.Always _ -> Map.of("name", "always");
      case RestartPolicy.OnFailure onFailure -> {
        Map<String, Object> entry = new LinkedHashMap<>();
        entry.put("name", "on-failure");
        onFailure.maximumRetryCount().ifPresent(count -> entry.put("maximum_retry_count", count));
        yield entry;
      }
    };
  }

  private static Map<String, Object> dataset(ObservedVolume volume, NodeState state) {
    VolumeRecord record = volume.record();
    Map<String, Object> entry = new LinkedHashMap<>();
    entry.put("role", role(record, state));
    entry.put("owner", record.owner().toString());
    entry.put("epoch", record.epoch());
    volume.path().ifPresent(path -> entry.put("path", path));
    entry.put("used", String.valueOf(volume.used().bytes()));
    record
        .maximumSize()
        .map(Size::bytes)
        .ifPresent(bytes -> entry.put("maximum_size", String.valueOf(bytes)));
    return entry;
  }

  private static String role(VolumeRecord record, NodeState state) {
    if (!record.owner().equals(state.id())) {
      return "replica";
    }
    return record.handingOffTo().isPresent() ? "handing off" : "owner";
  }
}
