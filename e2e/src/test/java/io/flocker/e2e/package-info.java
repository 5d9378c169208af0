/** The scenarios of the original product's manual and acceptance tests, and some of our own. */
@NullMarked
package io.flocker.e2e;

import org.jspecify.annotations.NullMarked;
