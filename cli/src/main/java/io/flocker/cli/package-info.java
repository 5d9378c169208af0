/** The commands a person types. */
@NullMarked
package io.flocker.cli;

import org.jspecify.annotations.NullMarked;
