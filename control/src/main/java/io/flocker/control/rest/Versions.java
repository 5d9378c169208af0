package io.flocker.control.rest;

import io.flocker.control.model.Entity;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The version of an object in HTTP's own words: told as an entity tag, required by {@code
 * If-Match}. The bodies that the original's clients know stay as they are.
 */
final class Versions {

  private static final String TAG = "etag";
  private static final String IF_MATCH = "if-match";
  private static final Pattern NUMBER = Pattern.compile("\"([0-9]{1,18})\"");

  private Versions() {}

  static Map<String, String> tell(Entity entity) {
    return Map.of(TAG, "\"" + entity.version() + "\"");
  }

  /** The version that the object must have; empty for any. */
  static OptionalLong required(Request request) {
    List<String> values = request.header(IF_MATCH);
    if (values.isEmpty()) {
      return OptionalLong.empty();
    }
    Matcher number = NUMBER.matcher(values.getFirst());
    if (values.size() > 1 || !number.matches()) {
      throw ApiException.schema(
          List.of(
              "header If-Match: "
                  + Body.cut(values.toString())
                  + " (expected: the version of the object in quotes, such as \"3\")"));
    }
    return OptionalLong.of(Long.parseLong(number.group(1)));
  }
}
