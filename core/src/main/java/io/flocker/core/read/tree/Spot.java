package io.flocker.core.read.tree;

import java.util.regex.Pattern;

/**
 * Where something is written, for people: file, line and column from 1, and the keys that lead
 * there, such as {@code applications.db.ports[0].external}.
 */
public record Spot(String file, int line, int column, String path) {

  private static final Pattern PLAIN_KEY = Pattern.compile("[A-Za-z0-9_/<-]{1,60}");

  /** The path of a key below {@code path}; keys that would be ambiguous are quoted. */
  static String child(String path, String key) {
    if (!PLAIN_KEY.matcher(key).matches()) {
      return path + "[" + Shown.quoted(key, '"') + "]";
    }
    return path.isEmpty() ? key : path + "." + key;
  }

  /** File, line and column. */
  public String place() {
    return file + ":" + line + ":" + column;
  }

  @Override
  public String toString() {
    return path.isEmpty() ? place() : place() + " " + path;
  }
}
