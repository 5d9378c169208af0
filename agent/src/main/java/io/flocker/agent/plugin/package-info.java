/** Docker's volume plugin: volumes of the cluster by their names, for Docker on this node. */
@NullMarked
package io.flocker.agent.plugin;

import org.jspecify.annotations.NullMarked;
