/** Running programs on the host: argument lists, deadlines, exit statuses. */
@NullMarked
package io.flocker.storage.process;

import org.jspecify.annotations.NullMarked;
