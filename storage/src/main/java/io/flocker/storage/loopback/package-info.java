/** Volumes as filesystem images in sparse files. */
@NullMarked
package io.flocker.storage.loopback;

import org.jspecify.annotations.NullMarked;
