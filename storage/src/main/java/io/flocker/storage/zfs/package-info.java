/** Volumes as ZFS filesystems. */
@NullMarked
package io.flocker.storage.zfs;

import org.jspecify.annotations.NullMarked;
