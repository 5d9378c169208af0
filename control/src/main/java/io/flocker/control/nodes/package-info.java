/** The control service's end of the node protocol. */
@NullMarked
package io.flocker.control.nodes;

import org.jspecify.annotations.NullMarked;
