package io.flocker.control.original;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.flocker.core.problem.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;

/**
 * A part of the document with its place, so that whatever is wrong can be found. What is asked of
 * it and is not there becomes a problem; what is absent or null is no problem by itself.
 */
final class Part {

  private static final String CLASS = "$__class__$";
  private static final Pattern PLAIN_HEX = Pattern.compile("[0-9a-fA-F]{32}");
  private static final int SHOWN = 60;

  private final JsonNode value;
  private final String file;
  private final String place;
  private final List<Problem> problems;

  Part(JsonNode value, String file, String place, List<Problem> problems) {
    this.value = value;
    this.file = file;
    this.place = place;
    this.problems = problems;
  }

  /** A pair of a map, its key as text. */
  record Pair(String key, Part value) {}

  private Part at(JsonNode inner, String where) {
    return new Part(inner, file, where, problems);
  }

  /** What an object has under a name; an absent part if it has nothing. */
  Part field(String name) {
    if (!isAbsent() && !value.isObject()) {
      wrong("an object");
      return at(MissingNode.getInstance(), place);
    }
    return at(value.path(name), place.isEmpty() ? name : place + "." + name);
  }

  boolean isAbsent() {
    return value.isMissingNode() || value.isNull();
  }

  /** What the original called the type of this object; empty if it says nothing. */
  String type() {
    return value.path(CLASS).asText();
  }

  Optional<String> text() {
    if (value.isTextual()) {
      return Optional.of(value.textValue());
    }
    return missing("a text");
  }

  Optional<Long> integer() {
    if (value.isIntegralNumber() && value.canConvertToLong()) {
      return Optional.of(value.longValue());
    }
    return missing("a whole number");
  }

  /** A number that fits where a small one is expected. */
  Optional<Integer> small() {
    if (value.isIntegralNumber() && value.canConvertToInt()) {
      return Optional.of(value.intValue());
    }
    return missing("a whole number");
  }

  Optional<Boolean> flag() {
    if (value.isBoolean()) {
      return Optional.of(value.booleanValue());
    }
    return missing("true or false");
  }

  /** An id, as a text or as an object with its digits, with or without dashes. */
  Optional<UUID> uuid() {
    JsonNode text = value.isObject() ? value.path("hex") : value;
    Optional<UUID> uuid = text.isTextual() ? Part.uuid(text.textValue()) : Optional.empty();
    return uuid.isPresent() ? uuid : missing("a UUID");
  }

  private static Optional<UUID> uuid(String text) {
    String dashed =
        PLAIN_HEX.matcher(text).matches()
            ? "%s-%s-%s-%s-%s"
                .formatted(
                    text.substring(0, 8),
                    text.substring(8, 12),
                    text.substring(12, 16),
                    text.substring(16, 20),
                    text.substring(20))
            : text;
    try {
      return dashed.length() == 36 ? Optional.of(UUID.fromString(dashed)) : Optional.empty();
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /** The elements of a list or set, or the values of a map; none if it is absent. */
  List<Part> elements() {
    if (type().endsWith("Map")) {
      return pairs().stream().map(Pair::value).toList();
    }
    List<Part> elements = new ArrayList<>();
    JsonNode values = value.isObject() ? value.path("values") : value;
    if (values.isArray()) {
      for (int i = 0; i < values.size(); i++) {
        elements.add(at(values.get(i), place + "[" + i + "]"));
      }
    } else if (!isAbsent()) {
      wrong("a list or a set");
    }
    return elements;
  }

  /** The pairs of a map; none if it is absent. */
  List<Pair> pairs() {
    List<Pair> pairs = new ArrayList<>();
    if (isAbsent()) {
      return pairs;
    }
    JsonNode values = value.path("values");
    if (!value.isObject() || !values.isArray()) {
      wrong("a map, that is an object with a list of pairs called values");
      return pairs;
    }
    for (int i = 0; i < values.size(); i++) {
      Part pair = at(values.get(i), place + "[" + i + "]");
      if (values.get(i).isArray() && values.get(i).size() == 2) {
        String key = key(values.get(i).get(0));
        pairs.add(new Pair(key, at(values.get(i).get(1), place + "[" + key + "]")));
      } else {
        pair.wrong("a list of a key and a value");
      }
    }
    return pairs;
  }

  private static String key(JsonNode key) {
    return key.isTextual() ? key.textValue() : key.path("hex").asText(key.toString());
  }

  /** Notes that this is not what it should be. */
  void wrong(String expected) {
    String text = isAbsent() ? "missing" : value.toString();
    problem(
        (text.length() <= SHOWN ? text : text.substring(0, SHOWN) + "…")
            + " (expected: "
            + expected
            + ")");
  }

  /** Notes what is wrong with this. */
  void problem(String what) {
    problems.add(
        new Problem(
            Problem.Kind.CONFIGURATION,
            place.isEmpty() ? file : file + ", " + place,
            what,
            "correct the file, or delete the object that it is about"));
  }

  String place() {
    return place;
  }

  private <T> Optional<T> missing(String expected) {
    wrong(expected);
    return Optional.empty();
  }
}
