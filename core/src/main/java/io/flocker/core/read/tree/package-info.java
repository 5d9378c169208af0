/** YAML as a tree that knows where in which file each key and value was written. */
@NullMarked
package io.flocker.core.read.tree;

import org.jspecify.annotations.NullMarked;
