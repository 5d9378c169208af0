/** Listens: the only package that knows the library which carries HTTP. */
@NullMarked
package io.flocker.control.server;

import org.jspecify.annotations.NullMarked;
