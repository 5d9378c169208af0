package io.flocker.control.rest;

import io.flocker.control.model.Refusal;
import io.flocker.control.model.RefusalCode;
import java.util.Map;

/** The one table from refusals to HTTP. */
final class Statuses {

  private Statuses() {}

  static int of(RefusalCode code) {
    return switch (code) {
      case INVALID -> 400;
      case DATASET_NOT_FOUND,
          NODE_NOT_FOUND,
          CONTAINER_NOT_FOUND,
          LEASE_NOT_FOUND,
          SNAPSHOT_NOT_FOUND ->
          404;
      case DATASET_DELETED -> 405;
      case TAG_MISMATCH, VERSION_MISMATCH -> 412;
      case DATASET_ID_IN_USE,
          DATASET_TRASHED,
          DATASET_NOT_TRASHED,
          DATASET_UNPLACED,
          DATASET_NAME_IN_USE,
          DATASET_NAME_NOT_UNIQUE,
          DATASET_LEASED,
          DATASET_ON_ANOTHER_NODE,
          DATASET_USED_BY_CONTAINER,
          DATASET_NOT_PURGEABLE,
          NODE_DECOMMISSIONED,
          NODE_IN_USE,
          CONTAINER_NAME_IN_USE,
          PORT_IN_USE,
          LINK_PORT_NOT_UNIQUE,
          LINK_ALIAS_NOT_UNIQUE,
          LEASE_HELD,
          HOME_NOT_AS_EXPECTED,
          SNAPSHOT_NAME_IN_USE,
          SNAPSHOT_NOT_PURGEABLE,
          SNAPSHOT_ON_ANOTHER_NODE,
          CLONE_NOT_MADE ->
          409;
    };
  }

  static ApiException exception(Refusal refusal) {
    return refusal.code() == RefusalCode.INVALID
        ? ApiException.schema(refusal.details())
        : new ApiException(of(refusal.code()), refusal.description(), refusal.details(), Map.of());
  }
}
