package io.flocker.control.rest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import java.util.Map;

/**
 * An answer in JSON.
 *
 * @param body JSON; null itself for "no result"
 */
public record Response(int status, Map<String, String> headers, JsonNode body) implements Answer {

  public Response {
    headers = Map.copyOf(headers);
  }

  static Response of(int status, JsonNode body) {
    return new Response(status, Map.of(), body);
  }

  static Response ok(JsonNode body) {
    return of(200, body);
  }

  static Response nothing() {
    return ok(NullNode.getInstance());
  }
}
