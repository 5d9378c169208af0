/**
 * {@code flocker-diagnostics}: what someone who helps needs to see of a machine, without secrets.
 */
@NullMarked
package io.flocker.cli.diagnostics;

import org.jspecify.annotations.NullMarked;
