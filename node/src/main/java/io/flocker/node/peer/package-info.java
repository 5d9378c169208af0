/** Two nodes talking about the volumes that move between them. */
@NullMarked
package io.flocker.node.peer;

import org.jspecify.annotations.NullMarked;
