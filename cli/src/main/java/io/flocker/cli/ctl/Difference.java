package io.flocker.cli.ctl;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** What has become of an object, in words, from what it was before and after. Pure. */
final class Difference {

  private static final Pattern ID = Pattern.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");
  private static final int SHOWN = 60;

  /** What names the object, and what grows with each change. */
  private static final Set<String> SAID_ALREADY = Set.of("dataset_id", "name", "uuid", "version");

  private Difference() {}

  /**
   * Such as {@code primary: 1acbab49 → 5d74f5da}.
   *
   * @param change as {@code /v1/history} tells it
   * @param whole whether ids and long values are shown whole
   */
  static String of(JsonNode change, boolean whole) {
    if (!change.has("after")) {
      return "removed";
    }
    List<String> words = new ArrayList<>();
    JsonNode before = change.path("before");
    JsonNode after = change.path("after");
    for (String name : names(before, after)) {
      if (!change.has("before")) {
        words.add(name + ": " + shown(after.path(name), whole));
      } else if (!before.path(name).equals(after.path(name))) {
        words.add(
            name + ": " + shown(before.path(name), whole) + " → " + shown(after.path(name), whole));
      }
    }
    String all = String.join(", ", words);
    if (!change.has("before")) {
      return "made, " + all;
    }
    return all.isEmpty() ? "changed" : all;
  }

  private static Set<String> names(JsonNode before, JsonNode after) {
    Set<String> names = new TreeSet<>();
    before.fieldNames().forEachRemaining(names::add);
    after.fieldNames().forEachRemaining(names::add);
    names.removeAll(SAID_ALREADY);
    return names;
  }

  private static String shown(JsonNode value, boolean whole) {
    if (value.isMissingNode()) {
      return "none";
    }
    String text = value.isValueNode() ? value.asText() : value.toString();
    if (!whole && ID.matcher(text).matches()) {
      return Ids.shown(text, false);
    }
    return whole || text.length() <= SHOWN ? text : text.substring(0, SHOWN) + "…";
  }
}
