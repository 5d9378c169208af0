/** One command that makes a cluster so, over SSH. */
@NullMarked
package io.flocker.cli.deploy;

import org.jspecify.annotations.NullMarked;
