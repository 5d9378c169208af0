package io.flocker.node.session;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.flocker.core.model.DatasetId;
import io.flocker.core.problem.Problem;
import io.flocker.core.state.NodeState;
import io.flocker.node.move.MoveListener;
import java.time.Duration;
import java.util.List;

/** What a node's session says to the deployment, a line of JSON each. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({
  @JsonSubTypes.Type(value = NodeMessage.Report.class, name = "report"),
  @JsonSubTypes.Type(value = NodeMessage.Ready.class, name = "ready"),
  @JsonSubTypes.Type(value = NodeMessage.StepBegan.class, name = "step-began"),
  @JsonSubTypes.Type(value = NodeMessage.StepEnded.class, name = "step-ended"),
  @JsonSubTypes.Type(value = NodeMessage.Moving.class, name = "moving"),
  @JsonSubTypes.Type(value = NodeMessage.Sent.class, name = "sent"),
  @JsonSubTypes.Type(value = NodeMessage.Told.class, name = "told"),
  @JsonSubTypes.Type(value = NodeMessage.Waiting.class, name = "waiting"),
  @JsonSubTypes.Type(value = NodeMessage.Ended.class, name = "ended"),
})
public sealed interface NodeMessage {

  /** The version of the conversation. */
  int PROTOCOL = 1;

  /**
   * First of all: what there is.
   *
   * @param publicKey the node's own SSH key, public half
   * @param hostKeys of the node's sshd, public halves
   * @param program path of the program that answers peers
   */
  record Report(
      int protocol,
      String version,
      NodeState state,
      String publicKey,
      List<String> hostKeys,
      String program)
      implements NodeMessage {}

  /** The peers can come. */
  record Ready() implements NodeMessage {}

  /** It waits for an earlier deployment to end before it looks at the node. */
  record Waiting(String reason) implements NodeMessage {}

  /** A step of the plan begins. */
  record StepBegan(String step, String reason) implements NodeMessage {}

  /** A step of the plan is done. */
  record StepEnded(String step, Duration took) implements NodeMessage {}

  /** A move enters a phase. */
  record Moving(List<DatasetId> datasets, MoveListener.Phase phase) implements NodeMessage {}

  /** Bytes of a dataset that have left in this move so far. */
  record Sent(DatasetId dataset, long bytes) implements NodeMessage {}

  /** To be told to the other nodes. */
  record Told(Notice notice) implements NodeMessage {}

  /** Last of all: what went wrong; nothing if the node is as wanted. */
  record Ended(List<Problem> problems) implements NodeMessage {}
}
