/** How long a move is felt and how fast data goes over, beside what the parts cost without us. */
@NullMarked
package io.flocker.e2e.bench;

import org.jspecify.annotations.NullMarked;
