/** Observed state: what one node really has, and all of them together. */
@NullMarked
package io.flocker.core.state;

import org.jspecify.annotations.NullMarked;
