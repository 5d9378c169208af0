package io.flocker.cli.ctl;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Metadata as people write and read it: {@code key=value,key=value}. */
final class Metadata {

  private Metadata() {}

  /**
   * Reads pairs. A value may have an equals sign, but no comma. Throws {@link
   * IllegalArgumentException} that says what is right.
   */
  static Map<String, String> parse(List<String> texts) {
    Map<String, String> pairs = new TreeMap<>();
    for (String text : texts) {
      for (String pair : text.split(",", -1)) {
        int equals = pair.indexOf('=');
        if (equals < 1) {
          throw new IllegalArgumentException(
              "malformed metadata specification \"" + pair + "\" (expected: key=value)");
        }
        String key = pair.substring(0, equals).strip();
        if (pairs.put(key, pair.substring(equals + 1).strip()) != null) {
          throw new IllegalArgumentException("metadata \"" + key + "\" is given twice");
        }
      }
    }
    return pairs;
  }

  static String text(Map<String, String> metadata) {
    return new TreeMap<>(metadata)
        .entrySet().stream()
            .map(pair -> pair.getKey() + "=" + pair.getValue())
            .collect(Collectors.joining(","));
  }
}
