/** Many made-up agents against a real end of the control service, in a process of its own. */
@NullMarked
package io.flocker.agent.load;

import org.jspecify.annotations.NullMarked;
