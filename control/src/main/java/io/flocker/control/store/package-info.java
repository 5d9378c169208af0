/**
 * Keeps what is wanted, durably, with who changed what when. The only package that knows the
 * database; what it lets through is decided in {@link io.flocker.control.model}.
 */
@NullMarked
package io.flocker.control.store;

import org.jspecify.annotations.NullMarked;
