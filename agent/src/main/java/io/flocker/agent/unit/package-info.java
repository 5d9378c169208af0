/**
 * Work on one unit: a dataset, or a container with its datasets. Units are worked on side by side,
 * each by one worker, so that a slow one delays no other.
 */
@NullMarked
package io.flocker.agent.unit;

import org.jspecify.annotations.NullMarked;
