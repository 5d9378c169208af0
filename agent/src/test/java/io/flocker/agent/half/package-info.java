/** A container engine in memory, and tests of the way between two halves. */
@NullMarked
package io.flocker.agent.half;

import org.jspecify.annotations.NullMarked;
