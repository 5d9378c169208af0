package io.flocker.control.rest;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.flocker.control.cluster.NodeSnapshot;
import io.flocker.control.status.LiveCopy;
import io.flocker.control.status.Silence;
import io.flocker.control.status.View;
import io.flocker.core.model.DatasetId;
import io.flocker.core.model.NodeId;
import io.flocker.core.state.ObservedVolume;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.pcollections.PMap;

/**
 * All datasets that nodes report, in the original's form. An element is made of the dataset's
 * copies and of since when the node of the live one is silent. Safe for use by several threads.
 */
final class ObservedDatasets {

  private final EncodedArray<DatasetId, PMap<NodeId, ObservedVolume>> encoded =
      new EncodedArray<>();

  /** Which nodes were silent, and since when, when they were last told. */
  private Map<NodeId, Instant> silent = Map.of();

  synchronized Answer.Pieces of(View view) {
    Map<NodeId, Instant> now = silent(view);
    Set<DatasetId> stale = stale(now, view);
    silent = now;
    return new Answer.Pieces(
        Map.of(),
        encoded
            .of(view.cluster().copies(), stale::contains, (id, copies) -> form(id, copies, now))
            .iterator());
  }

  private static Map<NodeId, Instant> silent(View view) {
    Map<NodeId, Instant> silent = new HashMap<>();
    for (NodeId node : view.cluster().nodes().keySet()) {
      view.silenceOfDatasets(node)
          .flatMap(Silence::since)
          .ifPresent(since -> silent.put(node, since));
    }
    return silent;
  }

  /** What the nodes have that went away or came back since the last time. */
  private Set<DatasetId> stale(Map<NodeId, Instant> now, View view) {
    Set<DatasetId> stale = new HashSet<>();
    for (NodeSnapshot node : view.cluster().nodes().values()) {
      if (!Objects.equals(silent.get(node.id()), now.get(node.id()))) {
        stale.addAll(node.volumes().keySet());
      }
    }
    return stale;
  }

  private static ObjectNode form(
      DatasetId id, Map<NodeId, ObservedVolume> copies, Map<NodeId, Instant> silent) {
    ObjectNode form = Json.object().put("dataset_id", id.toString());
    Optional<LiveCopy> live = LiveCopy.of(copies);
    live.ifPresent(copy -> {
      form.put("primary", copy.node().toString()).put("path", copy.path());
      StatusForm.time(form, "unreachable_since", Optional.ofNullable(silent.get(copy.node())));
    });
    live.map(LiveCopy::volume)
        .or(() -> LiveCopy.owner(copies).map(copies::get))
        .flatMap(copy -> copy.record().maximumSize())
        .ifPresent(size -> form.put("maximum_size", size.bytes()));
    return form;
  }
}
