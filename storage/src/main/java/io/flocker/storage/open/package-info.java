/** The way to a driver: which one, and whether this machine can run it. */
@NullMarked
package io.flocker.storage.open;

import org.jspecify.annotations.NullMarked;
