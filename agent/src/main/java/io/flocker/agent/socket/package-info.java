/** What the agent's sockets have in common. */
@NullMarked
package io.flocker.agent.socket;

import org.jspecify.annotations.NullMarked;
