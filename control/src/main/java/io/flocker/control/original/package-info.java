/**
 * Reads the configuration that the original Flocker kept in {@code current_configuration.json}, of
 * any of its versions.
 */
@NullMarked
package io.flocker.control.original;

import org.jspecify.annotations.NullMarked;
