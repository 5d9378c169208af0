/** The programs that run for ever: the control service and the agents. */
@NullMarked
package io.flocker.service;

import org.jspecify.annotations.NullMarked;
