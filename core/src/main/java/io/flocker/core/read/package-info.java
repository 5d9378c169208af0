/** Readers of the file formats; each reports every problem with its place in the file. */
@NullMarked
package io.flocker.core.read;

import org.jspecify.annotations.NullMarked;
