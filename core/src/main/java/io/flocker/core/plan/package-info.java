/** The planner: a pure function from configuration and cluster state to one node's plan. */
@NullMarked
package io.flocker.core.plan;

import org.jspecify.annotations.NullMarked;
