package io.flocker.agent.plugin;

import io.flocker.core.model.DatasetId;
import io.flocker.protocol.v1.NamedVolume;
import io.flocker.protocol.v1.NewVolume;
import java.time.Duration;
import java.util.List;

/**
 * The volumes as the control service has them; what its calls mean is said in {@code node.proto}.
 * No method throws. Safe for use by several threads.
 */
interface ControlVolumes {

  /**
   * Whether it can be asked now, and has told what it wants here. One that was lost or is new a
   * moment ago is waited for.
   */
  boolean isThere(Deadline deadline);

  /** All volumes. */
  Answer<List<NamedVolume>> list(Duration patience);

  /** The volumes of one name: most often one, or none. */
  Answer<List<NamedVolume>> find(String name, Duration patience);

  /** Makes one. */
  Answer<NamedVolume> create(NewVolume wanted, Duration patience);

  /** Has one come here and stay, if the name is still this dataset's. */
  Answer<NamedVolume> take(String name, DatasetId dataset, Duration patience);

  /** It needs not stay. */
  Answer<Boolean> leave(DatasetId dataset, Duration patience);

  /** Removes one, as it wants to be. */
  Answer<Boolean> remove(String name, Duration patience);
}
