package io.flocker.core.read.tree;

/** Foreign text made fit for one line of a message: short, and without control characters. */
public final class Shown {

  private static final int LONGEST = 60;

  private Shown() {}

  /** {@code text} in single quotes. */
  public static String quoted(String text) {
    return quoted(text, '\'');
  }

  /**
   * The part of {@code name} that can only be a variable's name: in {@code PASSWORD:secret}, where
   * a space was forgotten, the rest is a secret.
   */
  public static String variableName(String name) {
    int end = 0;
    while (end < name.length()
        && (Character.isLetterOrDigit(name.charAt(end)) || "_.-/".indexOf(name.charAt(end)) >= 0)) {
      end++;
    }
    return end == name.length() ? name : name.substring(0, end) + "…";
  }

  static String quoted(String text, char quote) {
    StringBuilder shown = new StringBuilder().append(quote);
    text.codePoints().limit(LONGEST).forEach(character -> append(shown, character));
    if (text.codePointCount(0, text.length()) > LONGEST) {
      shown.append("…");
    }
    return shown.append(quote).toString();
  }

  private static void append(StringBuilder shown, int character) {
    int type = Character.getType(character);
    boolean invisible =
        Character.isISOControl(character)
            || type == Character.FORMAT
            || type == Character.SURROGATE
            || type == Character.LINE_SEPARATOR
            || type == Character.PARAGRAPH_SEPARATOR;
    if (invisible) {
      shown.append(String.format("\\u%04x", character));
    } else {
      shown.appendCodePoint(character);
    }
  }
}
