@NullMarked
package io.flocker.agent.socket;

import org.jspecify.annotations.NullMarked;
