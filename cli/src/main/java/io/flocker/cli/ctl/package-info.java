/** The commands of {@code flockerctl}: a cluster's datasets, nodes and leases through its API. */
@NullMarked
package io.flocker.cli.ctl;

import org.jspecify.annotations.NullMarked;
