/** Hosts that exist only in memory, for the faults that reality will not produce on demand. */
@NullMarked
package io.flocker.node.imaginary;

import org.jspecify.annotations.NullMarked;
