package io.flocker.agent.plugin;

/** What comes of asking the control service about a volume. Reasons are sentences for people. */
sealed interface Answer<T> {

  /** It is done. */
  record Done<T>(T value) implements Answer<T> {}

  /** There is no volume of that name. */
  record Missing<T>(String why) implements Answer<T> {}

  /** Somebody else has it now; asking again may be answered otherwise. */
  record Busy<T>(String why) implements Answer<T> {}

  /** It is not done, and asking again will not help. */
  record Refused<T>(String why) implements Answer<T> {}

  /** Nobody answered: whether it was done is not known. */
  record Away<T>(String why) implements Answer<T> {}
}
