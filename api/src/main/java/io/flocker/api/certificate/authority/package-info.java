/**
 * Makes certificates: what the holder of {@code cluster.key} does, and the requests for it. Built
 * on Bouncy Castle.
 */
@NullMarked
package io.flocker.api.certificate.authority;

import org.jspecify.annotations.NullMarked;
