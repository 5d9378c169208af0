/** What the agents report: the observed state of all nodes. */
@NullMarked
package io.flocker.control.cluster;

import org.jspecify.annotations.NullMarked;
