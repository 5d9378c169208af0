/** Configuration, the wanted state: immutable values that are valid once they exist. */
@NullMarked
package io.flocker.core.model;

import org.jspecify.annotations.NullMarked;
