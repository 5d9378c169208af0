/** Volumes as btrfs subvolumes. */
@NullMarked
package io.flocker.storage.btrfs;

import org.jspecify.annotations.NullMarked;
