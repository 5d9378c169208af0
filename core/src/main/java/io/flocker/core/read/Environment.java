package io.flocker.core.read;

import io.flocker.core.read.tree.Fields;
import io.flocker.core.read.tree.Fields.Field;
import io.flocker.core.read.tree.Problems;
import io.flocker.core.read.tree.Shown;
import io.flocker.core.read.tree.Spot;
import io.flocker.core.read.tree.Value;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** Environment variables in every format. Values may be secrets: none is ever shown. */
final class Environment {

  private static final String REMEDY = "write NAME: \"value\" lines";

  private Environment() {}

  /** A mapping of texts; nothing at all is an empty one. */
  static Map<String, String> mapping(Value value) {
    return mapping(value, text -> text.string("write the variable's value as a text"));
  }

  /** A mapping whose values {@code reader} understands. */
  static Map<String, String> mapping(Value value, Function<Value, Optional<String>> reader) {
    Map<String, String> variables = new LinkedHashMap<>();
    if (value.isNull()) {
      return variables;
    }
    Optional<Fields> fields = value.secret().fields(REMEDY);
    for (Field field : fields.map(Fields::all).orElse(List.of())) {
      checkName(field.key(), field.spot(), value.problems());
      reader
          .apply(field.value())
          .flatMap(text -> checked(text, field.value()))
          .ifPresent(text -> variables.put(field.key(), text));
    }
    return variables;
  }

  /** A list of {@code NAME=value}, split at the first equals sign. */
  static Map<String, String> list(Value value, boolean bareIsEmpty) {
    Map<String, String> variables = new LinkedHashMap<>();
    for (Value item : value.secret().list("write a list of NAME=value").orElse(List.of())) {
      String text = item.string("write NAME=value").flatMap(t -> checked(t, item)).orElse("");
      int equals = text.indexOf('=');
      if (equals >= 0) {
        put(variables, text.substring(0, equals), text.substring(equals + 1), item);
      } else if (item.isString() && bareIsEmpty) {
        put(variables, text, "", item);
      } else if (item.isString()) {
        item.problem(
            "a variable without a value would take it from your shell, which nodes do not have",
            "write NAME=value");
      }
    }
    return variables;
  }

  private static void put(Map<String, String> variables, String name, String text, Value item) {
    if (checkName(name, item.spot(), item.problems()) && variables.put(name, text) != null) {
      item.problem(
          "the variable " + Shown.quoted(Shown.variableName(name)) + " is set twice",
          "keep one of them");
    }
  }

  private static boolean checkName(String name, Spot spot, Problems problems) {
    if (!name.isEmpty() && name.indexOf('=') < 0 && name.indexOf('\0') < 0) {
      return true;
    }
    problems.add(
        spot,
        name.isEmpty()
            ? "the name of an environment variable is empty"
            : Shown.quoted(Shown.variableName(name)) + " cannot name an environment variable",
        "write a name without '='");
    return false;
  }

  private static Optional<String> checked(String text, Value value) {
    if (text.indexOf('\0') < 0) {
      return Optional.of(text);
    }
    value.problem(
        "the value contains the character U+0000, which no environment can hold", "remove it");
    return Optional.empty();
  }
}
