package io.flocker.control.rest;

import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * The parameters of a request's query. Asking for one checks it; all violations are answered
 * together, by {@link #check}. One that is not known is a violation too: a filter that is
 * misspelled must not give everything.
 */
final class Parameters {

  private final Map<String, List<String>> given;
  private final List<String> violations = new ArrayList<>();

  private Parameters(Map<String, List<String>> given) {
    this.given = given;
  }

  /** Those of a request that may have these and no others. */
  static Parameters of(Request request, Set<String> allowed) {
    Parameters parameters = new Parameters(request.query());
    String expected = String.join(", ", allowed.stream().sorted().toList());
    request.query().keySet().stream()
        .filter(name -> !allowed.contains(name))
        .sorted()
        .forEach(
            name -> parameters.violation(Body.cut(name), "unknown (expected: " + expected + ")"));
    return parameters;
  }

  /** Answers with all violations, if there are any. */
  void check() {
    if (!violations.isEmpty()) {
      throw ApiException.schema(violations);
    }
  }

  /** A text that is there and is not empty. */
  Optional<String> text(String name) {
    List<String> values = given.getOrDefault(name, List.of());
    if (values.isEmpty()) {
      return Optional.empty();
    }
    if (values.size() > 1 || values.getFirst().isEmpty()) {
      violation(name, Body.cut(values.toString()) + " (expected: one that is not empty)");
      return Optional.empty();
    }
    return Optional.of(values.getFirst());
  }

  /** One of these words. */
  Optional<String> oneOf(String name, List<String> words) {
    Optional<String> text = text(name);
    if (text.isPresent() && !words.contains(text.get())) {
      wrong(name, text.get(), "one of " + String.join(", ", words));
      return Optional.empty();
    }
    return text;
  }

  /** A whole number within bounds. */
  OptionalLong integer(String name, long least, long most) {
    Optional<String> text = text(name);
    if (text.isEmpty()) {
      return OptionalLong.empty();
    }
    try {
      long number = Long.parseLong(text.get());
      if (number >= least && number <= most) {
        return OptionalLong.of(number);
      }
    } catch (NumberFormatException e) {
      // It is told below, as one out of bounds is.
    }
    wrong(name, text.get(), "a whole number from " + least + " to " + most);
    return OptionalLong.empty();
  }

  /** A time that has a number of milliseconds since 1970. */
  Optional<Instant> time(String name) {
    Optional<String> text = text(name);
    if (text.isEmpty()) {
      return Optional.empty();
    }
    try {
      return Optional.of(Instant.ofEpochMilli(Instant.parse(text.get()).toEpochMilli()));
    } catch (DateTimeParseException | ArithmeticException e) {
      wrong(name, text.get(), "a time such as 2026-03-01T12:00:00Z");
      return Optional.empty();
    }
  }

  private void wrong(String name, String value, String expected) {
    violation(name, "\"" + Body.cut(value) + "\" (expected: " + expected + ")");
  }

  private void violation(String name, String what) {
    violations.add("query parameter " + name + ": " + what);
  }
}
