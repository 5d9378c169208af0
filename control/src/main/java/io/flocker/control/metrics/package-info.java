/** What the service counts of itself, and the text in which Prometheus reads it. */
@NullMarked
package io.flocker.control.metrics;

import org.jspecify.annotations.NullMarked;
