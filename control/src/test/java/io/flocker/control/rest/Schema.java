package io.flocker.control.rest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** As much of JSON Schema as the OpenAPI document uses; a keyword that it does not know fails. */
final class Schema {

  private final JsonNode document;

  Schema(JsonNode document) {
    this.document = document;
  }

  /** What is wrong with a value; nothing if it fits. */
  List<String> violations(JsonNode schema, JsonNode value) {
    List<String> violations = new ArrayList<>();
    check(schema, value, "", violations);
    return violations;
  }

  private void check(JsonNode schema, JsonNode value, String place, List<String> violations) {
    for (Map.Entry<String, JsonNode> rule : schema.properties()) {
      if (!fits(rule.getKey(), rule.getValue(), schema, value, place, violations)) {
        violations.add(place + ": " + value + " (expected: " + rule + ")");
      }
    }
  }

  private boolean fits(
      String keyword,
      JsonNode rule,
      JsonNode schema,
      JsonNode value,
      String place,
      List<String> violations) {
    return switch (keyword) {
      case "description" -> true;
      case "$ref" -> {
        check(document.at(rule.asText().substring(1)), value, place, violations);
        yield !document.at(rule.asText().substring(1)).isMissingNode();
      }
      case "type" ->
          (rule.isArray() ? rule.valueStream() : Stream.of(rule))
              .anyMatch(type -> isOf(type.asText(), value));
      case "enum" -> rule.valueStream().anyMatch(value::equals);
      case "const" -> rule.equals(value);
      case "pattern" ->
          !value.isTextual() || Pattern.compile(rule.asText()).matcher(value.asText()).find();
      case "format" -> !rule.asText().equals("date-time") || isTime(value.asText());
      case "minLength" -> value.asText().length() >= rule.asInt();
      case "maxLength" -> value.asText().length() <= rule.asInt();
      case "minimum" ->
          !value.isNumber() || value.decimalValue().compareTo(rule.decimalValue()) >= 0;
      case "maximum" ->
          !value.isNumber() || value.decimalValue().compareTo(rule.decimalValue()) <= 0;
      case "multipleOf" ->
          !value.isNumber()
              || value.decimalValue().remainder(rule.decimalValue()).compareTo(BigDecimal.ZERO)
                  == 0;
      case "maxItems", "maxProperties" -> value.size() <= rule.asInt();
      case "items" -> {
        for (int i = 0; i < value.size() && value.isArray(); i++) {
          check(rule, value.get(i), place + "[" + i + "]", violations);
        }
        yield true;
      }
      case "required" -> rule.valueStream().allMatch(name -> value.has(name.asText()));
      case "properties" -> {
        rule.properties().stream()
            .filter(property -> value.has(property.getKey()))
            .forEach(property ->
                check(
                    property.getValue(),
                    value.get(property.getKey()),
                    place + "." + property.getKey(),
                    violations));
        yield true;
      }
      case "propertyNames" -> {
        value
            .fieldNames()
            .forEachRemaining(
                name -> check(rule, TextNode.valueOf(name), place + " " + name, violations));
        yield true;
      }
      case "additionalProperties" -> additional(rule, schema, value, place, violations);
      default -> throw new AssertionError("unknown keyword " + keyword);
    };
  }

  private boolean additional(
      JsonNode rule, JsonNode schema, JsonNode value, String place, List<String> violations) {
    List<Map.Entry<String, JsonNode>> others =
        value.properties().stream()
            .filter(property -> !schema.path("properties").has(property.getKey()))
            .toList();
    if (rule.isBoolean()) {
      return rule.booleanValue() || others.isEmpty();
    }
    others.forEach(
        other -> check(rule, other.getValue(), place + "." + other.getKey(), violations));
    return true;
  }

  private static boolean isOf(String type, JsonNode value) {
    return switch (type) {
      case "object" -> value.isObject();
      case "array" -> value.isArray();
      case "string" -> value.isTextual();
      case "integer" -> value.isIntegralNumber();
      case "number" -> value.isNumber();
      case "boolean" -> value.isBoolean();
      case "null" -> value.isNull();
      default -> throw new AssertionError("unknown type " + type);
    };
  }

  private static boolean isTime(String text) {
    try {
      return Instant.parse(text).isAfter(Instant.MIN);
    } catch (DateTimeParseException e) {
      return false;
    }
  }
}
