package io.flocker.control.rest;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
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
          .build();
  private static final BigDecimal LONGEST = BigDecimal.valueOf(Long.MAX_VALUE / 1_000_000_000L);
  private static final int SHOWN = 80;
  private static final UUID NONE = new UUID(0, 0);

  private final JsonNode object;
  private final List<String> violations = new ArrayList<>();

  private Body(JsonNode object) {
    this.object = object;
  }

  /** Reads a body that may have these fields and no others. */
  static Body of(Request request, Set<String> allowed) {
    JsonNode value = parse(request.body());
    if (!value.isObject()) {
      throw ApiException.schema(List.of(shown(value) + " (expected: an object)"));
    }
    Body body = new Body(value);
    value
        .fieldNames()
        .forEachRemaining(name -> {
          if (!allowed.contains(name)) {
            body.violations.add(
                cut(name) + ": unknown (expected: " + String.join(", ", sorted(allowed)) + ")");
          }
        });
    return body;
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

  Optional<String> requiredText(String name) {
    JsonNode value = object.path(name);
    if (value.isTextual()) {
      return Optional.of(value.textValue());
    }
    wrong(name, "a text");
    return Optional.empty();
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
    Map<String, String> metadata = new TreeMap<>();
    JsonNode value = object.path(name);
    if (value.isMissingNode()) {
      return metadata;
    }
    if (!value.isObject()) {
      wrong(name, "an object of texts");
      return metadata;
    }
    for (Map.Entry<String, JsonNode> pair : value.properties()) {
      if (pair.getValue().isTextual()) {
        metadata.put(pair.getKey(), pair.getValue().textValue());
      } else {
        violations.add(
            name
                + "."
                + cut(pair.getKey())
                + ": "
                + shown(pair.getValue())
                + " (expected: a text)");
      }
    }
    violations.addAll(FieldRules.metadata(metadata));
    return metadata;
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
    violations.add(
        name
            + ": "
            + (value.isMissingNode() ? "missing" : shown(value))
            + " (expected: "
            + expected
            + ")");
  }

  private static String shown(JsonNode value) {
    return cut(value.toString());
  }

  private static String cut(String text) {
    return text.length() <= SHOWN ? text : text.substring(0, SHOWN) + "…";
  }
}
