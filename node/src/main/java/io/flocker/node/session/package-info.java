/** A deployment's session on one node: report, plan, act. */
@NullMarked
package io.flocker.node.session;

import org.jspecify.annotations.NullMarked;
