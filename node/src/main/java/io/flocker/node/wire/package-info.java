/** How messages between processes are written: JSON and frames. */
@NullMarked
package io.flocker.node.wire;

import org.jspecify.annotations.NullMarked;
