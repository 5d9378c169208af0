package io.flocker.cli.deploy;

import io.flocker.core.model.DatasetId;
import io.flocker.core.model.NodeName;
import io.flocker.core.model.Size;
import io.flocker.node.move.MoveListener.Phase;
import io.flocker.node.session.NodeMessage;
import java.time.Duration;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What each node is at, worked out from its messages and the time at which they came. Used by one
 * thread.
 */
final class Progress {

  /** One node. */
  static final class NodeProgress {
    private String doing = "looks at itself";
    private Optional<Phase> phase = Optional.empty();
    private final Map<DatasetId, Long> sent = new HashMap<>();
    private long phaseBegan;
    private long bytesAtPhase;

    private long bytes() {
      return sent.values().stream().mapToLong(Long::longValue).sum();
    }
  }

  private final SortedMap<NodeName, NodeProgress> nodes = new TreeMap<>();
  private final Map<DatasetId, Long> expected = new HashMap<>();

  /** How many bytes the first copy of a dataset is going to carry. */
  void expect(DatasetId dataset, Size bytes) {
    expected.put(dataset, bytes.bytes());
  }

  /** Takes a message in. {@code now} is in nanoseconds of any clock that only goes forward. */
  void take(NodeName name, NodeMessage message, long now) {
    NodeProgress node = nodes.computeIfAbsent(name, _ -> new NodeProgress());
    switch (message) {
      case NodeMessage.Report _ -> node.doing = "has reported";
      case NodeMessage.Ready _ -> node.doing = "is ready";
      case NodeMessage.Waiting waiting -> node.doing = "waits: " + waiting.reason();
      case NodeMessage.StepBegan began -> node.doing = began.step();
      case NodeMessage.StepEnded _ -> node.phase = Optional.empty();
      case NodeMessage.Moving moving -> {
        node.phase = Optional.of(moving.phase());
        node.phaseBegan = now;
        node.bytesAtPhase = node.bytes();
      }
      case NodeMessage.Sent sent -> node.sent.put(sent.dataset(), sent.bytes());
      case NodeMessage.Told _ -> {}
      case NodeMessage.Ended ended -> {
        node.phase = Optional.empty();
        node.doing = ended.problems().isEmpty() ? "is as wanted" : "has failed";
      }
    }
  }

  /** One line for each node. */
  SortedMap<NodeName, String> lines(long now) {
    SortedMap<NodeName, String> lines = new TreeMap<>();
    nodes.forEach((name, node) -> lines.put(name, line(node, now)));
    return lines;
  }

  private String line(NodeProgress node, long now) {
    if (node.phase.isEmpty()) {
      return node.doing;
    }
    long bytes = node.bytes();
    String line = node.doing + ": " + node.phase.get().name().toLowerCase(Locale.ROOT);
    if (bytes == 0) {
      return line;
    }
    Duration time = Duration.ofNanos(now - node.phaseBegan);
    long rate = (bytes - node.bytesAtPhase) * 1000 / Math.max(1, time.toMillis());
    long total = node.sent.keySet().stream().mapToLong(id -> expected.getOrDefault(id, 0L)).sum();
    line += ", " + new Size(bytes) + (rate > 0 ? " at " + new Size(rate) + "/s" : "");
    return rate > 0 && total > bytes
        ? line + ", about " + (total - bytes) / rate + " s left of " + new Size(total)
        : line;
  }
}
