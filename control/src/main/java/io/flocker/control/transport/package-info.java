/** What both of the control service's ports have in common. */
@NullMarked
package io.flocker.control.transport;

import org.jspecify.annotations.NullMarked;
