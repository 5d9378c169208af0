/** Moving volumes to another node with their container: the one way to do it. */
@NullMarked
package io.flocker.node.move;

import org.jspecify.annotations.NullMarked;
