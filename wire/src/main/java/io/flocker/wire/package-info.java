/** The values of the node protocol and how they become messages; used at both of its ends. */
@NullMarked
package io.flocker.wire;

import org.jspecify.annotations.NullMarked;
