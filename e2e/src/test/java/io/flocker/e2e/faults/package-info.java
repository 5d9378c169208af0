/** Moves that are cut short everywhere, while a client writes. */
@NullMarked
package io.flocker.e2e.faults;

import org.jspecify.annotations.NullMarked;
