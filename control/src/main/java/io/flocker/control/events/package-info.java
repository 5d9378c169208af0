/**
 * What happens in the configuration and in the cluster, as one row of events that many readers
 * follow, each at its own pace and at nobody else's cost.
 */
@NullMarked
package io.flocker.control.events;

import org.jspecify.annotations.NullMarked;
