/** What happens on one host: discovery, execution of plans, moves between peers. */
@NullMarked
package io.flocker.node;

import org.jspecify.annotations.NullMarked;
