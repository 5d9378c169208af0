/**
 * How far everything is from what is wanted, and why: pure functions of the configuration and the
 * observed state. No input or output, no clock, no form for clients.
 */
@NullMarked
package io.flocker.control.status;

import org.jspecify.annotations.NullMarked;
