package io.flocker.control.model;

import io.flocker.core.model.DatasetId;
import io.flocker.core.model.NodeId;
import io.flocker.core.model.Size;
import io.flocker.core.model.UserSnapshot;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/** A command about datasets that are used as Docker's volumes are: by their names. */
public sealed interface VolumeCommand extends Command {

  /**
   * Make a dataset with a name, unless there is one of that name already.
   *
   * @param asked the node that asks, which counts as the primary until the dataset is first used
   * @param node where the volume is to be made at once; empty for where it is first used
   * @param metadata with the name
   */
  record CreateNamedDataset(
      DatasetId id,
      String name,
      NodeId asked,
      Optional<NodeId> node,
      Optional<Size> maximumSize,
      Map<String, String> metadata)
      implements VolumeCommand {

    public CreateNamedDataset {
      metadata = VolumeMetadata.named(name, metadata);
    }
  }

  /**
   * Make a dataset with a name as a clone of another one, unless there is one of that name already.
   *
   * @param source the name of what is cloned
   * @param snapshot the name of the snapshot that is cloned; empty for the dataset as it is now
   * @param taken the snapshot that is taken if none is named
   * @param node where the clone must be; empty for where it can be made
   * @param maximumSize empty for that of what is cloned
   * @param metadata with the name
   */
  record CloneNamedDataset(
      DatasetId id,
      String name,
      String source,
      Optional<String> snapshot,
      UserSnapshot taken,
      Optional<NodeId> node,
      Optional<Size> maximumSize,
      Map<String, String> metadata)
      implements VolumeCommand {

    public CloneNamedDataset {
      metadata = VolumeMetadata.named(name, metadata);
    }
  }

  /**
   * Have a dataset on the node that uses it now, and keep it there by a lease without an end.
   *
   * @param dataset which one is meant; empty: whichever has the name
   * @param purpose of the lease
   */
  record TakeNamedDataset(String name, Optional<DatasetId> dataset, NodeId node, String purpose)
      implements VolumeCommand {}

  /** A node no longer uses a dataset: its lease of this purpose ends, if there is one. */
  record LeaveDataset(DatasetId id, NodeId node, String purpose) implements VolumeCommand {}

  /**
   * Do with a dataset what its own rule says for when Docker removes it.
   *
   * @param retention how long it can be restored, if it goes into the trash
   */
  record RemoveNamedDataset(String name, Duration retention) implements VolumeCommand {}

  /**
   * Have a dataset back from the trash. Doing it twice is doing it once.
   *
   * @param name another name; empty for the one that it had
   */
  record RestoreDataset(DatasetId id, Optional<String> name) implements VolumeCommand {

    @Override
    public Optional<? extends Entity> object(ClusterConfiguration now) {
      return now.dataset(id);
    }
  }

  /** Delete what has been in the trash long enough. */
  record EmptyTrash() implements VolumeCommand {}
}
