package io.flocker.control.model;

/** Why a command is refused. What a client may rely on; the words of a refusal may change. */
public enum RefusalCode {
  /** A value is outside of what is allowed. */
  INVALID,
  /** The configuration is not the one that the caller has seen. */
  TAG_MISMATCH,
  /** The object is not the one that the caller has seen. */
  VERSION_MISMATCH,
  DATASET_ID_IN_USE,
  DATASET_NOT_FOUND,
  DATASET_DELETED,
  /** It was removed; what is asked for needs it restored. */
  DATASET_TRASHED,
  DATASET_NOT_TRASHED,
  /** No node has made its volume yet, and none is to. */
  DATASET_UNPLACED,
  DATASET_NAME_IN_USE,
  /** Several datasets have the name by which one is meant. */
  DATASET_NAME_NOT_UNIQUE,
  DATASET_LEASED,
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
  LEASE_HELD,
  LEASE_NOT_FOUND,
  HOME_NOT_AS_EXPECTED,
  SNAPSHOT_NAME_IN_USE,
  SNAPSHOT_NOT_FOUND,
  SNAPSHOT_NOT_PURGEABLE,
  SNAPSHOT_ON_ANOTHER_NODE,
  CLONE_NOT_MADE,
}
