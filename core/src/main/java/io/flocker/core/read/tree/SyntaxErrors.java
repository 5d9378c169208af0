package io.flocker.core.read.tree;

import java.util.Optional;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.ReaderException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/**
 * What the YAML parser says, in our form: with a place, and without the line of the file that the
 * parser would quote, because that line may hold a secret.
 */
final class SyntaxErrors {

  private SyntaxErrors() {}

  static Spot spot(String file, String content, YamlEngineException error) {
    return switch (error) {
      case MarkedYamlEngineException marked -> spot(file, marked);
      case ReaderException reader -> spot(file, content, reader.getPosition());
      default -> new Spot(file, 1, 1, "");
    };
  }

  private static Spot spot(String file, MarkedYamlEngineException error) {
    Optional<Mark> mark = error.getProblemMark().or(error::getContextMark);
    return new Spot(
        file, mark.map(Mark::getLine).orElse(0) + 1, mark.map(Mark::getColumn).orElse(0) + 1, "");
  }

  private static Spot spot(String file, String content, int codePoints) {
    int[] before = content.codePoints().limit(Math.max(0, codePoints)).toArray();
    int line = 1;
    int column = 1;
    for (int character : before) {
      column = character == '\n' ? 1 : column + 1;
      line += character == '\n' ? 1 : 0;
    }
    return new Spot(file, line, column, "");
  }

  static String text(YamlEngineException error) {
    return switch (error) {
      case MarkedYamlEngineException marked -> text(marked);
      case ReaderException reader ->
          String.format("the character U+%04X is not allowed", reader.getCodePoint());
      default -> Shown.quoted(String.valueOf(error.getMessage()));
    };
  }

  private static String text(MarkedYamlEngineException error) {
    String context = Optional.ofNullable(error.getContext()).map(text -> text + ", ").orElse("");
    return oneLine(context + Optional.ofNullable(error.getProblem()).orElse("syntax error"));
  }

  private static String oneLine(String text) {
    return text.codePoints()
        .limit(200)
        .map(character -> Character.isISOControl(character) ? ' ' : character)
        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
        .toString();
  }
}
