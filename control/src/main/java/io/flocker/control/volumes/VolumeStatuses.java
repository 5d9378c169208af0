package io.flocker.control.volumes;

import io.flocker.control.model.RefusalCode;
import io.grpc.Status;

/** The one table from refusals to the statuses of the node protocol's calls about volumes. */
final class VolumeStatuses {

  private VolumeStatuses() {}

  /** What a refusal means to who asked for a volume that there should be. */
  static Status of(RefusalCode code) {
    return switch (code) {
      case INVALID -> Status.INVALID_ARGUMENT;
      case DATASET_NOT_FOUND -> Status.NOT_FOUND;
      case DATASET_NAME_NOT_UNIQUE -> Status.ALREADY_EXISTS;
      // Asking again may be answered otherwise.
      case DATASET_LEASED, LEASE_HELD, CLONE_NOT_MADE -> Status.ABORTED;
      case TAG_MISMATCH,
          VERSION_MISMATCH,
          DATASET_ID_IN_USE,
          DATASET_DELETED,
          DATASET_TRASHED,
          DATASET_NOT_TRASHED,
          DATASET_UNPLACED,
          DATASET_NAME_IN_USE,
          DATASET_ON_ANOTHER_NODE,
          DATASET_USED_BY_CONTAINER,
          DATASET_NOT_PURGEABLE,
          NODE_NOT_FOUND,
          NODE_DECOMMISSIONED,
          NODE_IN_USE,
          CONTAINER_NAME_IN_USE,
          CONTAINER_NOT_FOUND,
          PORT_IN_USE,
          LINK_PORT_NOT_UNIQUE,
          LINK_ALIAS_NOT_UNIQUE,
          LEASE_NOT_FOUND,
          HOME_NOT_AS_EXPECTED,
          SNAPSHOT_NAME_IN_USE,
          SNAPSHOT_NOT_FOUND,
          SNAPSHOT_NOT_PURGEABLE,
          SNAPSHOT_ON_ANOTHER_NODE ->
          Status.FAILED_PRECONDITION;
    };
  }

  /** The same for a volume to be made: what it names must be there, and be where it says. */
  static Status ofNew(RefusalCode code) {
    return switch (code) {
      case DATASET_NOT_FOUND,
          SNAPSHOT_NOT_FOUND,
          SNAPSHOT_ON_ANOTHER_NODE,
          NODE_NOT_FOUND,
          NODE_DECOMMISSIONED ->
          Status.INVALID_ARGUMENT;
      default -> of(code);
    };
  }
}
