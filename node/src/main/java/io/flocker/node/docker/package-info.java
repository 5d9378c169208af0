/** Containers through the Docker Engine's own interface, over its unix socket. */
@NullMarked
package io.flocker.node.docker;

import org.jspecify.annotations.NullMarked;
