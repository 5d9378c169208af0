/** Real hosts on this machine, and the product on them as its users have it. */
@NullMarked
package io.flocker.e2e.lab;

import org.jspecify.annotations.NullMarked;
