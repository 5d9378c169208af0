package io.flocker.control.model;

/** One object of the wanted configuration, found by its kind and key. */
public sealed interface Entity permits Dataset, Container, Lease, Node, Home, DatasetSnapshot {

  /** What it is. */
  Kind kind();

  /** Which one of its kind: the text form of its id or name. */
  String key();

  /** Grows with every change of this object, by one; a home's by one or more. */
  long version();
}
