package io.flocker.control.rest;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.flocker.control.model.FieldRules;
import io.flocker.core.model.DatasetId;
import io.flocker.core.model.NodeId;
import io.flocker.core.model.Size;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Function;

/**
 * The JSON object of a request. Asking for a field checks it; all violations are answered together,
 * by {@link #check}.
 */
final class Body {

  private static final ObjectMapper MAPPER =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          // A version such as 1.10 in a deployment stays what it is.
          .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
          .build();
  private static final BigDecimal LONGEST = BigDecimal.valueOf(Long.MAX_VALUE / 1_000_000_000L);
  private static final int SHOWN = 80;
  private static final UUID NONE = new UUID(0, 0);

  private final JsonNode object;
  private final String prefix;
  private final List<String> violations;

  private Body(JsonNode object, String prefix, List<String> violations) {
    this.object = object;
    this.prefix = prefix;
    this.violations = violations;
  }

  /** Reads a body that may have these fields and no others. */
  static Body of(Request request, Set<String> allowed) {
    JsonNode value = parse(request.body());
    if (!value.isObject()) {
      throw ApiException.schema(List.of(shown(value) + " (expected: an object)"));
    }
    Body body = new Body(value, "", new ArrayList<>());
    body.refuseOthers(allowed);
    return body;
  }

  private void refuseOthers(Set<String> allowed) {
    object
        .fieldNames()
        .forEachRemaining(name -> {
          if (!allowed.contains(name)) {
            violation(cut(name), "unknown (expected: " + String.join(", ", sorted(allowed)) + ")");
          }
        });
  }

  private static List<String> sorted(Set<String> names) {
    return names.stream().sorted().toList();
  }

  private static JsonNode parse(String text) {
    try {
      JsonNode value = MAPPER.readTree(text);
      if (!value.isMissingNode()) {
        return value;
      }
    } catch (JsonProcessingException e) {
      // What is wrong is the caller's text; the answer says so.
    }
    throw new ApiException(
        400, "The request body could not be decoded: it must be one JSON object in UTF-8.");
  }

  /** Answers with all violations, if there are any. */
  void check() {
    if (!violations.isEmpty()) {
      throw ApiException.schema(violations);
    }
  }

  /** Whether there is a field, be it null. */
  boolean has(String name) {
    return object.has(name);
  }

  Optional<DatasetId> datasetId(String name) {
    return uuid(name, false).map(DatasetId::parse);
  }

  /** An id that must be there. What it gives counts only after {@link #check}. */
  DatasetId requiredDatasetId(String name) {
    return uuid(name, true).map(DatasetId::parse).orElse(new DatasetId(NONE));
  }

  Optional<NodeId> nodeId(String name) {
    return uuid(name, false).map(NodeId::parse);
  }

  NodeId requiredNodeId(String name) {
    return uuid(name, true).map(NodeId::parse).orElse(new NodeId(NONE));
  }

  private Optional<String> uuid(String name, boolean required) {
    JsonNode value = object.path(name);
    if (value.isMissingNode() && !required) {
      return Optional.empty();
    }
    if (value.isTextual() && FieldRules.isUuid4(value.textValue())) {
      return Optional.of(value.textValue());
    }
    wrong(name, "a UUID of version 4, 36 characters");
    return Optional.empty();
  }

  /** A text that must be there, made into a value that says itself what is wrong with it. */
  <T> Optional<T> checkedText(String name, Function<String, T> value) {
    JsonNode text = object.path(name);
    if (!text.isTextual()) {
      wrong(name, "a text");
      return Optional.empty();
    }
    try {
      return Optional.of(value.apply(text.textValue()));
    } catch (IllegalArgumentException e) {
      violation(name, cut(String.valueOf(e.getMessage())));
      return Optional.empty();
    }
  }

  Optional<Long> integer(String name, long least, long most) {
    return object.path(name).isMissingNode()
        ? Optional.empty()
        : requiredInteger(name, least, most);
  }

  Optional<Long> requiredInteger(String name, long least, long most) {
    JsonNode value = object.path(name);
    if (value.isIntegralNumber()
        && value.canConvertToLong()
        && value.longValue() >= least
        && value.longValue() <= most) {
      return Optional.of(value.longValue());
    }
    wrong(name, "a whole number from " + least + " to " + most);
    return Optional.empty();
  }

  /** An object within this one, that may have these fields and no others. */
  Optional<Body> object(String name, Set<String> allowed) {
    JsonNode value = object.path(name);
    if (value.isMissingNode()) {
      return Optional.empty();
    }
    if (!value.isObject()) {
      wrong(name, "an object");
      return Optional.empty();
    }
    return Optional.of(inner(value, name, allowed));
  }

  /** The JSON of an object that must be there, whatever is in it. */
  String requiredObject(String name) {
    JsonNode value = object.path(name);
    if (!value.isObject()) {
      wrong(name, "an object");
    }
    return value.toString();
  }

  /** The objects of a list; none if it is absent. */
  List<Body> objects(String name, Set<String> allowed) {
    JsonNode value = object.path(name);
    List<Body> objects = new ArrayList<>();
    if (!value.isMissingNode() && !value.isArray()) {
      wrong(name, "a list of objects");
    }
    for (int i = 0; i < value.size() && value.isArray(); i++) {
      if (value.get(i).isObject()) {
        objects.add(inner(value.get(i), name + "[" + i + "]", allowed));
      } else {
        violation(name + "[" + i + "]", shown(value.get(i)) + " (expected: an object)");
      }
    }
    return objects;
  }

  private Body inner(JsonNode value, String name, Set<String> allowed) {
    Body inner = new Body(value, prefix + name + ".", violations);
    inner.refuseOthers(allowed);
    return inner;
  }

  Optional<List<String>> listOfTexts(String name) {
    JsonNode value = object.path(name);
    if (value.isMissingNode()) {
      return Optional.empty();
    }
    if (!value.isArray() || !value.valueStream().allMatch(JsonNode::isTextual)) {
      wrong(name, "a list of texts");
      return Optional.empty();
    }
    return Optional.of(value.valueStream().map(JsonNode::textValue).toList());
  }

  /** A number of bytes; absent and null mean no limit. */
  Optional<Size> maximumSize(String name) {
    JsonNode value = object.path(name);
    if (value.isMissingNode() || value.isNull()) {
      return Optional.empty();
    }
    if (!value.isIntegralNumber() || !value.canConvertToLong() || value.longValue() < 0) {
      wrong(name, "a whole number of bytes, or null");
      return Optional.empty();
    }
    Optional<Size> size = Optional.of(new Size(value.longValue()));
    violations.addAll(FieldRules.maximumSize(size));
    return size;
  }

  Map<String, String> metadata(String name) {
    Map<String, String> metadata = texts(name);
    violations.addAll(FieldRules.metadata(metadata));
    return metadata;
  }

  /** An object of nothing but texts; empty if it is absent. */
  Map<String, String> texts(String name) {
    Map<String, String> texts = new TreeMap<>();
    JsonNode value = object.path(name);
    if (!value.isMissingNode() && !value.isObject()) {
      wrong(name, "an object of texts");
    }
    for (Map.Entry<String, JsonNode> pair : value.properties()) {
      if (pair.getValue().isTextual()) {
        texts.put(pair.getKey(), pair.getValue().textValue());
      } else {
        violation(name + "." + cut(pair.getKey()), shown(pair.getValue()) + " (expected: a text)");
      }
    }
    return texts;
  }

  /** Seconds from now; null for ever. */
  Optional<Duration> requiredSeconds(String name) {
    JsonNode value = object.path(name);
    if (value.isNull()) {
      return Optional.empty();
    }
    if (!value.isNumber() || value.decimalValue().abs().compareTo(LONGEST) > 0) {
      wrong(name, "a number of seconds that a lease can last, or null for ever");
      return Optional.empty();
    }
    Duration seconds = Duration.ofNanos(value.decimalValue().movePointRight(9).longValue());
    violations.addAll(FieldRules.lease(Optional.of(seconds)));
    return Optional.of(seconds);
  }

  /** A field that older clients send, which can only be false. */
  void onlyFalse(String name) {
    JsonNode value = object.path(name);
    if (!value.isMissingNode() && !(value.isBoolean() && !value.booleanValue())) {
      wrong(name, "false, or to be left out");
    }
  }

  private void wrong(String name, String expected) {
    JsonNode value = object.path(name);
    violation(
        name, (value.isMissingNode() ? "missing" : shown(value)) + " (expected: " + expected + ")");
  }

  /** Notes what is wrong with a field. */
  void violation(String name, String what) {
    violations.add(prefix + name + ": " + what);
  }

  private static String shown(JsonNode value) {
    return cut(value.toString());
  }

  /** As much of a text of the caller's as an answer repeats. */
  static String cut(String text) {
    return text.length() <= SHOWN ? text : text.substring(0, SHOWN) + "…";
  }
}
