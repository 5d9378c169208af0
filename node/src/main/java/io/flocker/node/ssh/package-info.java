/** The system's ssh client as the transport between machines. */
@NullMarked
package io.flocker.node.ssh;

import org.jspecify.annotations.NullMarked;
