package io.flocker.control.rest;

import io.flocker.api.certificate.Identity;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What a caller asks.
 *
 * @param path as it came, without the query
 * @param query the decoded parameters
 * @param headers by their names in lower case
 * @param body its text; empty if there is none
 * @param caller whose certificate it is
 */
public record Request(
    String method,
    String path,
    Map<String, List<String>> query,
    Map<String, List<String>> headers,
    String body,
    Identity.User caller) {

  /** All values of a header, none if it is not there. */
  public List<String> header(String name) {
    return headers.getOrDefault(name.toLowerCase(Locale.ROOT), List.of());
  }

  /** Whether a parameter of the query that is true or false is true. */
  boolean flag(String name) {
    List<String> values = query.getOrDefault(name, List.of());
    if (values.stream().anyMatch(value -> !value.equals("true") && !value.equals("false"))) {
      throw ApiException.schema(
          List.of("query parameter " + name + ": " + values + " (expected: true or false)"));
    }
    return values.contains("true");
  }
}
