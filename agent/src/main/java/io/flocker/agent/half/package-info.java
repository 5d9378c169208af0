/**
 * The two halves of a node's agent, datasets and containers, as two processes: what each may do,
 * and how the one asks the other for what is not its own.
 */
@NullMarked
package io.flocker.agent.half;

import org.jspecify.annotations.NullMarked;
