package io.flocker.control.rest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.flocker.api.certificate.Role;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** What the OpenAPI document says of answers. */
final class Documented {

  static final JsonNode DOCUMENT = read();
  private static final Schema SCHEMA = new Schema(DOCUMENT);

  private Documented() {}

  private static JsonNode read() {
    try (InputStream file = Api.class.getResourceAsStream("openapi.json")) {
      return new JsonMapper().readTree(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Every method and path, such as {@code GET /v1/state/nodes/by_era/{}}. */
  static Set<String> operations() {
    Set<String> operations = new TreeSet<>();
    DOCUMENT
        .path("paths")
        .properties()
        .forEach(path ->
            path.getValue()
                .fieldNames()
                .forEachRemaining(
                    method -> operations.add(operation(method, pattern(path.getKey())))));
    return operations;
  }

  static String operation(String method, String pattern) {
    return method.toUpperCase(Locale.ROOT) + " " + pattern;
  }

  private static String pattern(String path) {
    return path.replaceAll("\\{[a-z]+}", "{}");
  }

  /** Fails unless an answer is one that the document knows. */
  static void check(String method, String path, Response response) {
    Optional<JsonNode> operation = find(method, path);
    if (operation.isEmpty()) {
      assertThat(response.status()).isIn(404, 405);
      return;
    }
    JsonNode answer = resolved(operation.get().path("responses").path(response.status() + ""));
    assertThat(answer.isMissingNode())
        .as("%s %s answers %s: %s", method, path, response.status(), response.body())
        .isFalse();
    JsonNode schema = answer.path("content").path("application/json").path("schema");
    assertThat(violations(schema, response.body())).as("%s %s", method, path).isEmpty();
    response
        .headers()
        .keySet()
        .forEach(header ->
            assertThat(answer.path("headers").fieldNames())
                .toIterable()
                .anyMatch(header::equalsIgnoreCase));
  }

  static List<String> violations(JsonNode schema, JsonNode value) {
    return SCHEMA.violations(schema, value);
  }

  static JsonNode schema(String name) {
    return DOCUMENT.path("components").path("schemas").path(name);
  }

  private static JsonNode resolved(JsonNode answer) {
    return answer.has("$ref") ? DOCUMENT.at(answer.path("$ref").asText().substring(1)) : answer;
  }

  private static Optional<JsonNode> find(String method, String path) {
    List<String> parts = Route.parts(path);
    return DOCUMENT.path("paths").properties().stream()
        .filter(entry -> matches(pattern(entry.getKey()), parts))
        .map(Map.Entry::getValue)
        .flatMap(operations -> operations.properties().stream())
        .filter(operation -> operation.getKey().toUpperCase(Locale.ROOT).equals(method))
        .map(Map.Entry::getValue)
        .findFirst();
  }

  private static boolean matches(String pattern, List<String> parts) {
    return Route.of("GET", pattern, Role.VIEWER, (_, _) -> Response.nothing())
        .match(parts)
        .isPresent();
  }
}
