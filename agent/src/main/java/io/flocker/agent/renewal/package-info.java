/** Renews the certificate of the node before it ends. */
@NullMarked
package io.flocker.agent.renewal;

import org.jspecify.annotations.NullMarked;
