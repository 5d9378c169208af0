package io.flocker.core.read.tree;

/** A value that was understood, with the place where it is written. */
public record Located<T>(T value, Spot spot) {}
