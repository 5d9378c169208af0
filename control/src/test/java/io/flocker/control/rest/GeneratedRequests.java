package io.flocker.control.rest;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.LongNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.flocker.api.certificate.Role;
import io.flocker.control.model.Scenario;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * Requests made up from the OpenAPI document: some fit it, some fit but for one thing, some are
 * damaged as text. Ids and names are few, so that requests meet what earlier ones have made.
 */
public final class GeneratedRequests {

  /**
   * One of them.
   *
   * @param headers names and values in turn
   */
  public record Generated(
      Role role, String method, String target, String body, List<String> headers) {

    @Override
    public String toString() {
      return role + " " + method + " " + target + " " + String.join(" ", headers) + "\n" + body;
    }
  }

  private static final List<String> NASTY =
      List.of(
          "",
          " ",
          "null",
          "-1",
          "0",
          "../../etc/passwd",
          "a/b",
          "%00",
          "\u0000",
          "\u202e\ud83d\udc18",
          "' OR 1=1 --",
          "${jndi:x}",
          "x".repeat(5_000),
          "AAAAAAAA-0000-4000-8000-000000000001");
  private static final List<String> NAMES = List.of("web", "db", "cache", "/web", "flocker--web");
  private static final List<String> METHODS =
      List.of("GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS", "get", "BREW");
  private static final List<String> DEPLOYMENTS =
      List.of(
          """
          {"applications": {"version": 1, "applications": {"web": {"image": "busybox",
            "ports": [{"internal": 80, "external": 80}], "volume": {"mountpoint": "/data"}}}},
           "deployment": {"version": 1, "nodes": {"10.0.0.1": ["web"], "10.0.0.2": []}}}
          """,
          """
          {"applications": {"db": {"image": "postgres", "ports": ["5432:5432"]}},
           "deployment": {"version": 1, "nodes": {"10.0.0.2": ["db"]}}}
          """,
          """
          {"applications": {"services": {"cache": {"image": "redis", "mem_limit": "64m"}}},
           "deployment": {"version": 1, "nodes": {"10.0.0.1": ["cache"]}}}
          """);
  private static final JsonMapper JSON = new JsonMapper();
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  /** An operation of the document. */
  private record Operation(String method, String path, JsonNode described) {}

  private final Random random;
  private final List<Operation> operations = new ArrayList<>();
  private final List<String> ids;

  /** The same requests for the same seed. */
  public GeneratedRequests(long seed) {
    random = new Random(seed);
    Documented.DOCUMENT
        .path("paths")
        .properties()
        .forEach(path ->
            path.getValue()
                .properties()
                .forEach(operation ->
                    operations.add(
                        new Operation(
                            operation.getKey().toUpperCase(Locale.ROOT),
                            path.getKey(),
                            operation.getValue()))));
    ids =
        Stream.concat(
                Stream.of(Scenario.A, Scenario.B, Scenario.STRANGER),
                Stream.iterate(1, n -> n <= 6, n -> n + 1).map(Scenario::dataset))
            .map(Object::toString)
            .toList();
  }

  /** The next one. */
  public Generated next() {
    Operation operation = one(operations);
    String target = target(operation);
    List<String> headers = new ArrayList<>();
    for (JsonNode parameter : parameters(operation)) {
      String name = parameter.path("name").asText();
      if (parameter.path("in").asText().equals("header") && chance(5)) {
        headers.add(name.toLowerCase(Locale.ROOT));
        headers.add(chance(2) ? "\"" + random.nextInt(40) + "\"" : one(NASTY));
      }
      if (parameter.path("in").asText().equals("query") && chance(4)) {
        target += (target.contains("?") ? "&" : "?") + name + "=" + argument(parameter);
      }
    }
    return new Generated(
        chance(10) ? Role.VIEWER : chance(2) ? Role.OPERATOR : Role.ADMIN,
        chance(30) ? one(METHODS) : operation.method(),
        target,
        body(operation),
        headers);
  }

  private String argument(JsonNode parameter) {
    if (chance(4)) {
      return one(NASTY);
    }
    return parameter.at("/schema/format").asText().equals("date-time")
        ? one(List.of("2026-03-01T12:00:00Z", "-1000000000-01-01T00:00:00Z", "2026-03-01"))
        : value(parameter.path("schema"), "").asText();
  }

  private static List<JsonNode> parameters(Operation operation) {
    return operation
        .described()
        .path("parameters")
        .valueStream()
        .map(parameter -> Documented.DOCUMENT.at(parameter.path("$ref").asText().substring(1)))
        .toList();
  }

  private String target(Operation operation) {
    if (chance(60)) {
      return "/" + one(NASTY);
    }
    String target = operation.path();
    if (target.equals("/v1/configuration/nodes/{id}")) {
      // A node is always left to create things on: who has left does not come back.
      return target.replace(
          "{id}", one(List.of(one(NASTY), Scenario.A.toString(), Scenario.STRANGER.toString())));
    }
    for (String place : List.of("{id}", "{name}", "{era}")) {
      String value = chance(15) ? one(NASTY) : place.equals("{name}") ? one(NAMES) : one(ids);
      target = target.replace(place, value.replace("?", ""));
    }
    return target;
  }

  private String body(Operation operation) {
    JsonNode content = operation.described().path("requestBody").path("content");
    JsonNode schema = content.path("application/json").path("schema");
    if (schema.isMissingNode()) {
      return chance(20) ? one(NASTY) : "";
    }
    JsonNode value =
        schema.path("$ref").asText().endsWith("/Deployment")
            ? read(one(DEPLOYMENTS))
            : value(schema, "");
    if (chance(3)) {
      value = broken(value);
    }
    String text = value.toString();
    return chance(12) ? damaged(text) : text;
  }

  private static JsonNode read(String json) {
    try {
      return JSON.readTree(json);
    } catch (JsonProcessingException e) {
      throw new AssertionError(json, e);
    }
  }

  /** Something that fits a schema, or nearly. */
  private JsonNode value(JsonNode schema, String property) {
    String reference = schema.path("$ref").asText();
    if (!reference.isEmpty()) {
      return reference.contains("Uuid")
          ? TextNode.valueOf(id(property))
          : value(Documented.DOCUMENT.at(reference.substring(1)), property);
    }
    if (schema.has("const")) {
      return schema.path("const");
    }
    if (schema.has("enum")) {
      return one(schema.path("enum").valueStream().toList());
    }
    JsonNode type = schema.path("type");
    String name = type.isArray() ? one(type.valueStream().toList()).asText() : type.asText();
    return switch (name) {
      case "object" -> object(schema);
      case "array" -> {
        ArrayNode items = NODES.arrayNode();
        for (int n = random.nextInt(3); n > 0; n--) {
          items.add(value(schema.path("items"), property));
        }
        yield items;
      }
      case "integer" -> LongNode.valueOf(number(schema));
      case "number" -> LongNode.valueOf(random.nextInt(-2, 500));
      case "boolean" -> BooleanNode.valueOf(random.nextBoolean());
      case "null" -> NullNode.instance;
      case "string" -> TextNode.valueOf(text(property));
      default -> throw new AssertionError("unknown type in " + schema);
    };
  }

  private ObjectNode object(JsonNode schema) {
    ObjectNode object = NODES.objectNode();
    List<String> required = schema.path("required").valueStream().map(JsonNode::asText).toList();
    for (Map.Entry<String, JsonNode> property : schema.path("properties").properties()) {
      if (required.contains(property.getKey()) || chance(3)) {
        object.set(property.getKey(), value(property.getValue(), property.getKey()));
      }
    }
    if (schema.path("additionalProperties").isObject()) {
      for (int n = random.nextInt(3); n > 0; n--) {
        object.set(text(""), value(schema.path("additionalProperties"), ""));
      }
    }
    return object;
  }

  private String id(String property) {
    return property.equals("dataset_id")
        ? ids.get(random.nextInt(3, ids.size()))
        : chance(10) ? UUID.randomUUID().toString() : ids.get(random.nextInt(2));
  }

  private long number(JsonNode schema) {
    long least = schema.path("minimum").asLong(0);
    long most = schema.path("maximum").asLong(least + 1_000_000);
    long step = schema.path("multipleOf").asLong(1);
    long chosen =
        chance(4) ? (random.nextBoolean() ? least : most) : random.nextLong(least, most + 1);
    return chosen / step * step;
  }

  private String text(String property) {
    if (chance(25)) {
      return one(NASTY);
    }
    return switch (property) {
      case "name" -> one(NAMES);
      case "image" -> one(List.of("busybox", "postgres:17", "registry.example:5000/a/b:c"));
      case "mountpoint" -> one(List.of("/data", "/var/lib/x"));
      default -> one(List.of("a", "key", "some value", "DB"));
    };
  }

  /** The value but for one thing. */
  private JsonNode broken(JsonNode value) {
    if (value.isArray() && !value.isEmpty()) {
      ArrayNode copy = value.deepCopy();
      int index = random.nextInt(copy.size());
      copy.set(index, broken(copy.get(index)));
      return copy;
    }
    if (!value.isObject() || value.isEmpty() || chance(8)) {
      return junk();
    }
    ObjectNode copy = value.deepCopy();
    String name = one(copy.propertyStream().map(Map.Entry::getKey).toList());
    switch (random.nextInt(4)) {
      case 0 -> copy.remove(name);
      case 1 -> copy.set(one(NASTY), junk());
      case 2 -> copy.set(name, junk());
      default -> copy.set(name, broken(copy.get(name)));
    }
    return copy;
  }

  private JsonNode junk() {
    return one(
        Stream.<JsonNode>of(
                NullNode.instance,
                BooleanNode.TRUE,
                LongNode.valueOf(-1),
                LongNode.valueOf(Long.MAX_VALUE),
                NODES.numberNode(1e300),
                NODES.numberNode(0.5),
                TextNode.valueOf(one(NASTY)),
                NODES.arrayNode(),
                NODES.objectNode(),
                NODES.arrayNode().add(NODES.objectNode().put("a", 1)))
            .toList());
  }

  /** Text that may not be JSON any more. */
  private String damaged(String text) {
    int place = random.nextInt(text.length() + 1);
    return switch (random.nextInt(4)) {
      case 0 -> text.substring(0, place);
      case 1 -> text.substring(0, place) + (char) random.nextInt(1, 0x250) + text.substring(place);
      case 2 -> text + text;
      default -> "[".repeat(random.nextInt(1, 3_000));
    };
  }

  private boolean chance(int oneIn) {
    return random.nextInt(oneIn) == 0;
  }

  private <T> T one(List<T> all) {
    return all.get(random.nextInt(all.size()));
  }
}
