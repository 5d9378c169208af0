package io.flocker.node.session;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.flocker.core.model.ApplicationName;
import io.flocker.core.model.NodeName;

/** What a node tells the others, because one of them may be waiting for it. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "notice")
@JsonSubTypes({
  @JsonSubTypes.Type(value = Notice.VolumesCommitted.class, name = "volumes-committed"),
  @JsonSubTypes.Type(value = Notice.ApplicationStarted.class, name = "application-started"),
  @JsonSubTypes.Type(value = Notice.ApplicationFailed.class, name = "application-failed"),
  @JsonSubTypes.Type(value = Notice.NodeEnded.class, name = "node-ended"),
})
public sealed interface Notice {

  /** The volumes of this application that {@code source} had belong to the node they moved to. */
  record VolumesCommitted(ApplicationName application, NodeName source) implements Notice {}

  /** This application runs. */
  record ApplicationStarted(ApplicationName application) implements Notice {}

  /** Whoever waits for this application waits in vain. */
  record ApplicationFailed(ApplicationName application, NodeName node) implements Notice {}

  /** This node has done what it could; nothing more will come from it. */
  record NodeEnded(NodeName node) implements Notice {}
}
