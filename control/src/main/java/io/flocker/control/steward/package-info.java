/** Keeps nodes told of what is wanted, and the store told of what exists. */
@NullMarked
package io.flocker.control.steward;

import org.jspecify.annotations.NullMarked;
