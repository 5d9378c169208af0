package io.flocker.control.model;

/** One object that a decision writes or removes. */
public sealed interface Change {

  /** The object after or, if it is removed, before the change. */
  Entity entity();

  /** The object becomes this, whether or not it existed. */
  record Put(Entity entity) implements Change {}

  /** The object is no more. */
  record Remove(Entity entity) implements Change {}
}
