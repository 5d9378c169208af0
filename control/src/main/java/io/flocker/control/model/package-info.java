/**
 * What is wanted of the cluster and every decision on it. Immutable values and pure functions: no
 * input or output, no clock (the time is an argument), no chance.
 */
@NullMarked
package io.flocker.control.model;

import org.jspecify.annotations.NullMarked;
