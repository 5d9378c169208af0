/** The agent's end of the node protocol. */
@NullMarked
package io.flocker.agent.uplink;

import org.jspecify.annotations.NullMarked;
