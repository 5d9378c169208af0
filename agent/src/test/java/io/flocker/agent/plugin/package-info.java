/** Docker's end of the volume plugin, and what stands for the cluster behind it. */
@NullMarked
package io.flocker.agent.plugin;

import org.jspecify.annotations.NullMarked;
