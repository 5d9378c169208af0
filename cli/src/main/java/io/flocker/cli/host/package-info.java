/** The node that a command runs on. */
@NullMarked
package io.flocker.cli.host;

import org.jspecify.annotations.NullMarked;
