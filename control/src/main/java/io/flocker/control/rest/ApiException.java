package io.flocker.control.rest;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;

/** An answer that is an error; leaves a handler from where it is found. */
final class ApiException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final int status;
  private final transient List<String> errors;
  private final transient Map<String, String> headers;

  ApiException(int status, String description) {
    this(status, description, List.of(), Map.of());
  }

  ApiException(int status, String description, List<String> errors, Map<String, String> headers) {
    super(description, null, false, false);
    this.status = status;
    this.errors = errors;
    this.headers = headers;
  }

  /** Values that do not fit, each with its field, itself and what is right. */
  static ApiException schema(List<String> errors) {
    return new ApiException(
        400, "The provided JSON doesn't match the required schema.", errors, Map.of());
  }

  /** The answer, in the shape that every client of the original knows. */
  Response response() {
    ObjectNode body = JsonNodeFactory.instance.objectNode();
    body.put("description", getMessage());
    if (!errors.isEmpty()) {
      errors.forEach(body.putArray("errors")::add);
    }
    return new Response(status, headers, body);
  }
}
