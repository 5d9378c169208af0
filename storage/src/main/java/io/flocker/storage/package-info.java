/** Volumes on one node: the driver interface and what every driver shares. */
@NullMarked
package io.flocker.storage;

import org.jspecify.annotations.NullMarked;
