/** What went wrong, told so that a person can act on it. */
@NullMarked
package io.flocker.core.problem;

import org.jspecify.annotations.NullMarked;
