package io.flocker.core.read.tree;

import java.util.List;

/** One value of a YAML file, with the line and column (from 1) where it begins. */
sealed interface Tree {

  int line();

  int column();

  /** What YAML 1.2's core schema takes a scalar for. */
  enum Kind {
    STRING,
    INTEGER,
    FLOAT,
    BOOLEAN,
    NULL
  }

  /** A scalar as it was written, without quotes. */
  record Scalar(int line, int column, Kind kind, String text) implements Tree {}

  /** A list. */
  record Sequence(int line, int column, List<Tree> items) implements Tree {

    public Sequence {
      items = List.copyOf(items);
    }
  }

  /** Keys with their values, in the order of the file; every key once. */
  record Mapping(int line, int column, List<Entry> entries) implements Tree {

    public Mapping {
      entries = List.copyOf(entries);
    }
  }

  /** A key with its value. */
  record Entry(Scalar key, Tree value) {}
}
