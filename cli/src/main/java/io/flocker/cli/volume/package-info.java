/** What {@code flocker-volume} can do, a class for each. */
@NullMarked
package io.flocker.cli.volume;

import org.jspecify.annotations.NullMarked;
