package io.flocker.core.read;

import io.flocker.core.read.tree.Fields;
import io.flocker.core.read.tree.Value;
import java.util.Collection;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/** What the top levels of Flocker's own files have in common. */
final class Versions {

  private static final String REMEDY = "write version: 1";

  private Versions() {}

  /** Notes a problem unless the file says that it is written in version 1 of its format. */
  static void requireOne(Fields root) {
    Optional<Value> version = root.require("version", REMEDY);
    version
        .filter(value -> !value.isInteger(1))
        .ifPresent(value ->
            value.problem("the version is " + value.found() + ", known is only 1", REMEDY));
  }

  /** {@code keys} and those keys of {@code fields} that begin with {@code x-}. */
  static Set<String> withExtensions(Fields fields, Collection<String> keys) {
    Set<String> known = new HashSet<>(keys);
    fields.all().stream()
        .map(Fields.Field::key)
        .filter(key -> key.startsWith("x-"))
        .forEach(known::add);
    return known;
  }
}
