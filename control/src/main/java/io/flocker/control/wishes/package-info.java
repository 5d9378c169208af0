/** From what is wanted and what is observed to what each node is told. Pure. */
@NullMarked
package io.flocker.control.wishes;

import org.jspecify.annotations.NullMarked;
