/** Routes and open ports through the kernel's packet filter, and the ports that are in use. */
@NullMarked
package io.flocker.node.route;

import org.jspecify.annotations.NullMarked;
