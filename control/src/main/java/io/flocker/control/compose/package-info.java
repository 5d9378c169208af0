/** From what the files of a deployment describe to the commands that bring it about; pure. */
@NullMarked
package io.flocker.control.compose;

import org.jspecify.annotations.NullMarked;
