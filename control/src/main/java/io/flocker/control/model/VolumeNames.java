package io.flocker.control.model;

import java.util.Locale;
import java.util.Optional;

/** What a volume's name may be: Docker's rule, and no two that a person could mistake. */
public final class VolumeNames {

  private static final int LONGEST = 255;
  private static final String RULE =
      "expected: a letter or digit of ASCII, then letters, digits, \"_\", \".\" and \"-\", at most"
          + " 255 characters";
  private static final int SHOWN = 60;

  private VolumeNames() {}

  /** What is wrong with a name, after the words {@code name: }; empty if nothing is. */
  public static Optional<String> problem(String name) {
    if (name.isEmpty()) {
      return Optional.of("\"\" (" + RULE + ")");
    }
    int length = name.codePointCount(0, name.length());
    if (length > LONGEST) {
      return Optional.of("\"" + shown(name) + "\" has " + length + " characters (" + RULE + ")");
    }
    int position = 1;
    for (int character : name.codePoints().toArray()) {
      if (!isAlphanumeric(character) && (position == 1 || !isMark(character))) {
        return Optional.of(
            "\""
                + shown(name)
                + "\" has "
                + called(character)
                + " as character "
                + position
                + " ("
                + RULE
                + ")");
      }
      position++;
    }
    return Optional.empty();
  }

  /** The same for all names that differ only by upper and lower case. */
  static String folded(String name) {
    return name.toLowerCase(Locale.ROOT);
  }

  private static boolean isAlphanumeric(int character) {
    return (character >= 'a' && character <= 'z')
        || (character >= 'A' && character <= 'Z')
        || (character >= '0' && character <= '9');
  }

  private static boolean isMark(int character) {
    return character == '_' || character == '.' || character == '-';
  }

  /** What cannot be seen, or looks like another, is told by its number. */
  private static String called(int character) {
    String number = "U+%04X".formatted(character);
    return character > ' ' && character < 127
        ? "\"" + Character.toString(character) + "\""
        : number;
  }

  /** As much as a message repeats, and nothing that a terminal would obey. */
  private static String shown(String name) {
    StringBuilder text = new StringBuilder();
    name.codePoints()
        .limit(SHOWN)
        .forEach(character ->
            text.appendCodePoint(
                Character.isISOControl(character)
                        || Character.getType(character) == Character.FORMAT
                    ? '?'
                    : character));
    return text + (name.codePointCount(0, name.length()) > SHOWN ? "…" : "");
  }
}
