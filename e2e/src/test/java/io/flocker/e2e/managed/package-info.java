/** Clusters that run by themselves: a control service, an agent on each host, REST. */
@NullMarked
package io.flocker.e2e.managed;

import org.jspecify.annotations.NullMarked;
