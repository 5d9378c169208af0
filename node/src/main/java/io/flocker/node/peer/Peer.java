package io.flocker.node.peer;

import io.flocker.core.model.Application;
import io.flocker.core.model.DatasetId;
import io.flocker.core.model.ImageReference;
import io.flocker.core.model.NodeId;
import io.flocker.core.model.NodeName;
import io.flocker.core.model.Size;
import io.flocker.core.state.VolumeRecord;
import io.flocker.storage.Outgoing;
import io.flocker.storage.Snapshot;
import java.util.Optional;
import java.util.function.LongConsumer;

/**
 * Another node, as the one that hands a volume to it sees it. Every method throws {@link
 * io.flocker.core.problem.ProblemException}: of kind TRANSPORT if the other node may or may not
 * have done as asked, of any other kind if it refused. Used by one thread.
 */
public interface Peer extends AutoCloseable {

  /** Who the other node is. */
  NodeId id();

  /** Has it fetch an image, unless it is there. */
  void prepare(ImageReference image);

  /** Begins a transfer; {@code record} is ours. Tells what the other node has already. */
  PeerMessage.Copy begin(VolumeRecord record);

  /**
   * Sends one snapshot and returns what both ends prove to be the same snapshot.
   *
   * @param source opened, not yet read; is finished here, and closed by the caller
   * @param progress is told of bytes as they leave
   */
  Snapshot send(PeerMessage.Receive request, Outgoing source, LongConsumer progress);

  /**
   * Has it create the container of an application whose volumes are on their way, and not start it.
   *
   * @param node its name in the deployment
   */
  void create(Application application, NodeName node);

  /** Makes it the owner. When this returns, it is. */
  void commit(DatasetId dataset, long epoch, Snapshot content, Optional<Size> maximumSize);

  /** Finds out how a hand-off ended, and that it can end no other way. */
  Optional<VolumeRecord> fence(DatasetId dataset, long epoch);

  @Override
  void close();
}
