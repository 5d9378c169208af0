/** The run that {@code ./build} records, so that commands start from what it loaded. */
@NullMarked
package io.flocker.cli.training;

import org.jspecify.annotations.NullMarked;
