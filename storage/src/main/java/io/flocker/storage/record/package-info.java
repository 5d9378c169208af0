/** Volume records as text and as durable files, for the drivers that keep them in files. */
@NullMarked
package io.flocker.storage.record;

import org.jspecify.annotations.NullMarked;
