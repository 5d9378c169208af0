/** Volumes between agents: the peer protocol over mutual TLS. */
@NullMarked
package io.flocker.agent.peer;

import org.jspecify.annotations.NullMarked;
