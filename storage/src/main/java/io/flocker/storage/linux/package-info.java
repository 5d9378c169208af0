/** The few system calls that the JDK has no method for. */
@NullMarked
package io.flocker.storage.linux;

import org.jspecify.annotations.NullMarked;
