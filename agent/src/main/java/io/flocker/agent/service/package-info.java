/** Puts an agent together: what it is told, what it sees, and who works on it. */
@NullMarked
package io.flocker.agent.service;

import org.jspecify.annotations.NullMarked;
