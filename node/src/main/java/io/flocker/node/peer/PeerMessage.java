package io.flocker.node.peer;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.flocker.core.model.Application;
import io.flocker.core.model.DatasetId;
import io.flocker.core.model.ImageReference;
import io.flocker.core.model.NodeId;
import io.flocker.core.model.NodeName;
import io.flocker.core.model.Size;
import io.flocker.core.model.SnapshotName;
import io.flocker.core.problem.Problem;
import io.flocker.core.state.VolumeRecord;
import io.flocker.storage.Snapshot;
import java.util.List;
import java.util.Optional;

/** What two nodes say to each other. Requests are answered in order, one at a time. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({
  @JsonSubTypes.Type(PeerMessage.Hello.class),
  @JsonSubTypes.Type(PeerMessage.Prepare.class),
  @JsonSubTypes.Type(PeerMessage.Begin.class),
  @JsonSubTypes.Type(PeerMessage.Receive.class),
  @JsonSubTypes.Type(PeerMessage.Create.class),
  @JsonSubTypes.Type(PeerMessage.Commit.class),
  @JsonSubTypes.Type(PeerMessage.Fence.class),
  @JsonSubTypes.Type(PeerMessage.Done.class),
  @JsonSubTypes.Type(PeerMessage.Copy.class),
  @JsonSubTypes.Type(PeerMessage.Received.class),
  @JsonSubTypes.Type(PeerMessage.Settled.class),
  @JsonSubTypes.Type(PeerMessage.Failed.class),
})
public sealed interface PeerMessage {

  /** The version of this protocol; nodes of other versions refuse each other. */
  int PROTOCOL = 1;

  /** First message of either side: who speaks, and how. */
  record Hello(int protocol, NodeId node, String driver) implements PeerMessage {}

  /** Have this image ready. Answered by {@link Done}. */
  record Prepare(ImageReference image) implements PeerMessage {}

  /** A transfer of this dataset begins; {@code record} is the owner's. Answered by {@link Copy}. */
  record Begin(VolumeRecord record) implements PeerMessage {}

  /**
   * The bytes of this snapshot follow as data frames, then {@link Received} with what the sender
   * proved to have sent. Answered by {@link Received} with what the receiver proves to hold.
   */
  record Receive(VolumeRecord record, SnapshotName snapshot, Optional<SnapshotName> base)
      implements PeerMessage {}

  /**
   * Create the container of an application whose volumes are on their way, without starting it, so
   * that this is known to be possible and done before the application is stopped. Answered by
   * {@link Done}.
   *
   * @param node the name of the receiver in the deployment
   */
  record Create(Application application, NodeName node) implements PeerMessage {}

  /**
   * Become the owner at this epoch, with exactly this content. Answered by {@link Done} once it is
   * durable. The single commit point of a move.
   */
  record Commit(DatasetId dataset, long epoch, Snapshot content, Optional<Size> maximumSize)
      implements PeerMessage {}

  /** Refuse for ever to become owner at this epoch or below. Answered by {@link Settled}. */
  record Fence(DatasetId dataset, long epoch) implements PeerMessage {}

  /** It is done. */
  record Done() implements PeerMessage {}

  /** What the receiver has of a dataset already. */
  record Copy(Optional<VolumeRecord> record, List<Snapshot> snapshots) implements PeerMessage {

    public Copy {
      snapshots = List.copyOf(snapshots);
    }
  }

  /** A snapshot, whole, with its identity. */
  record Received(Snapshot snapshot) implements PeerMessage {}

  /**
   * How a cut-short hand-off ended: with {@code owner} set, the asked node owns the dataset since
   * that record; empty, it never will at the epoch in question.
   */
  record Settled(Optional<VolumeRecord> owner) implements PeerMessage {}

  /** The request could not be carried out. */
  record Failed(List<Problem> problems) implements PeerMessage {

    public Failed {
      problems = List.copyOf(problems);
    }
  }
}
