package io.flocker.control.status;

import io.flocker.core.model.NodeId;
import io.flocker.wire.UnitStatus;
import java.time.Instant;
import java.util.Optional;

/**
 * How far something is, and why not further.
 *
 * @param reason for people; a whole sentence or what an agent said
 * @param node who has to do something next, or is the cause
 * @param told what that node's agent says of it, if the verdict is taken from there
 * @param since when it became so, if that is known
 */
public record Verdict(
    ObjectPhase phase,
    String reason,
    Optional<NodeId> node,
    Optional<UnitStatus> told,
    Optional<Instant> since) {

  /** Something that we see ourselves. */
  static Verdict seen(
      ObjectPhase phase, String reason, Optional<NodeId> node, Optional<Instant> since) {
    return new Verdict(phase, reason, node, Optional.empty(), since);
  }

  static Verdict unreachable(Silence silence, View view) {
    return seen(
        ObjectPhase.UNREACHABLE,
        "Node " + view.called(silence.node()) + " " + silence.words() + ".",
        Optional.of(silence.node()),
        silence.since());
  }

  /** What an agent says. */
  static Verdict of(NodeId node, UnitStatus status) {
    return new Verdict(
        ObjectPhase.of(status.phase()),
        status.reason(),
        Optional.of(node),
        Optional.of(status),
        Optional.of(status.since()));
  }
}
