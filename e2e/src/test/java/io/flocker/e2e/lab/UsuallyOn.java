package io.flocker.e2e.lab;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * A story in which the filesystem has no part of its own: played on this one, unless {@code
 * E2E_BACKENDS} says otherwise. What such a story needs of a filesystem, others play on each.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
public @interface UsuallyOn {

  /** Which one. */
  Backend value();
}
