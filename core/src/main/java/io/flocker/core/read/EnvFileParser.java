package io.flocker.core.read;

import io.flocker.core.read.tree.Problems;
import io.flocker.core.read.tree.Spot;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The lines {@code NAME=value} of a file with environment variables. Never shows a value. */
final class EnvFileParser {

  private static final Pattern LINE =
      Pattern.compile("\\s*(?:export\\s+)?([A-Za-z_][A-Za-z0-9_.-]*)\\s*=\\s*(.*)", Pattern.DOTALL);
  private static final Pattern COMMENT = Pattern.compile("(^|\\s)#.*", Pattern.DOTALL);
  private static final int LONGEST_TEXT = 1 << 20;

  private final String file;
  private final Problems problems;
  private final Map<String, String> variables = new LinkedHashMap<>();

  private EnvFileParser(String file, Problems problems) {
    this.file = file;
    this.problems = problems;
  }

  static Map<String, String> parse(String file, String text, Problems problems) {
    EnvFileParser parser = new EnvFileParser(file, problems);
    if (text.length() > LONGEST_TEXT) {
      parser.problem(1, 1, "", "the file has more than a million characters", "write fewer");
      return Map.of();
    }
    String content = text.startsWith("\uFEFF") ? text.substring(1) : text;
    int number = 1;
    for (String line : content.split("\r\n|\r|\n", -1)) {
      parser.line(line, number++);
    }
    return parser.variables;
  }

  private void line(String line, int number) {
    if (line.isBlank() || line.strip().startsWith("#")) {
      return;
    }
    Matcher matcher = LINE.matcher(line);
    if (!matcher.matches()) {
      problem(number, 1, "", "this line is not NAME=value", "write NAME=value, or # before it");
      return;
    }
    String name = matcher.group(1);
    int column = matcher.start(2) + 1;
    Optional<String> value = value(matcher.group(2), number, column, name);
    value.ifPresent(text -> variables.put(name, text));
  }

  private Optional<String> value(String written, int line, int column, String name) {
    char quote = written.isEmpty() ? ' ' : written.charAt(0);
    if (quote != '\'' && quote != '"') {
      return withoutVariables(
          COMMENT.matcher(written).replaceFirst("").strip(), line, column, name);
    }
    int end = closing(written, quote);
    if (end < 0 || !isRest(written.substring(end + 1))) {
      problem(
          line,
          column,
          name,
          end < 0 ? "the quote is not closed in this line" : "something follows the closing quote",
          "write one quoted value on the line");
      return Optional.empty();
    }
    String content = written.substring(1, end);
    return quote == '\''
        ? Optional.of(content)
        : withoutVariables(content, line, column, name).map(EnvFileParser::unescaped);
  }

  private static int closing(String written, char quote) {
    int at = 1;
    while (at < written.length()) {
      if (written.charAt(at) == quote) {
        return at;
      }
      at += quote == '"' && written.charAt(at) == '\\' ? 2 : 1;
    }
    return -1;
  }

  private static boolean isRest(String text) {
    return text.isBlank() || text.strip().startsWith("#");
  }

  private Optional<String> withoutVariables(String text, int line, int column, String name) {
    if (text.indexOf('\0') >= 0) {
      problem(line, column, name, "the value contains the character U+0000", "remove it");
      return Optional.empty();
    }
    if (text.matches("(?s).*\\$[A-Za-z_{].*")) {
      problem(
          line,
          column,
          name,
          "a variable in the value cannot be replaced: nodes have no shell environment",
          "write the value itself; in single quotes if a dollar sign is part of it");
      return Optional.empty();
    }
    return Optional.of(text);
  }

  private static String unescaped(String text) {
    StringBuilder plain = new StringBuilder();
    int at = 0;
    while (at < text.length()) {
      boolean escape = text.charAt(at) == '\\' && at + 1 < text.length();
      if (escape) {
        plain.append(unescaped(text.charAt(at + 1)));
      } else {
        plain.append(text.charAt(at));
      }
      at += escape ? 2 : 1;
    }
    return plain.toString();
  }

  private static String unescaped(char character) {
    return switch (character) {
      case 'n' -> "\n";
      case 'r' -> "\r";
      case 't' -> "\t";
      case '"', '\\', '$' -> String.valueOf(character);
      default -> "\\" + character;
    };
  }

  private void problem(int line, int column, String name, String what, String remedy) {
    problems.add(new Spot(file, line, column, name), what, remedy);
  }
}
