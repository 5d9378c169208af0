package io.flocker.storage;

import io.flocker.core.model.SnapshotName;

/**
 * A read-only state of a volume at one time.
 *
 * @param identity the filesystem's own proof of which content this is: equal on two nodes if and
 *     only if one was received from the other (ZFS: the snapshot's guid; btrfs: the UUID under
 *     which it was first sent; loopback: a digest of the content, which is known, and not empty,
 *     once the snapshot was sent or received)
 */
public record Snapshot(SnapshotName name, String identity) {}
