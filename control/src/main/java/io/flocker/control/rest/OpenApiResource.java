package io.flocker.control.rest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.flocker.api.certificate.Role;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.stream.Stream;

/** {@code /v1/openapi.json}: all of this, for programs. */
final class OpenApiResource {

  private static final String FILE = "openapi.json";

  private final JsonNode document = read();

  Stream<Route> routes() {
    return Stream.of(
        Route.of("GET", "/v1/openapi.json", Role.VIEWER, (_, _) -> Response.ok(document)));
  }

  private static JsonNode read() {
    try (InputStream file = OpenApiResource.class.getResourceAsStream(FILE)) {
      if (file == null) {
        throw new IllegalStateException(FILE + " is missing: the program was built without it");
      }
      return new JsonMapper().readTree(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
