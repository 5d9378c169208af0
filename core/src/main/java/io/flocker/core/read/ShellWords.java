package io.flocker.core.read;

import io.flocker.core.read.tree.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Commands: lists of words, or one text that is split as a shell would, without a shell. */
final class ShellWords {

  private static final String REMEDY = "write a text or a list of texts";

  private final String text;
  private final List<String> words = new ArrayList<>();
  private final StringBuilder word = new StringBuilder();
  private boolean inWord;

  private ShellWords(String text) {
    this.text = text;
  }

  /** The words; empty for nothing written, and after a problem. */
  static Optional<List<String>> read(Value value) {
    if (value.isNull()) {
      return Optional.empty();
    }
    if (value.isList()) {
      return list(value);
    }
    Optional<String> text = value.string(REMEDY);
    if (text.isEmpty()) {
      return Optional.empty();
    }
    Optional<List<String>> words = split(text.get());
    if (words.isEmpty()) {
      value.problem(
          "a quote is not closed, or a backslash ends the text", "close it, or write a list");
    }
    return words;
  }

  private static Optional<List<String>> list(Value value) {
    List<String> words = new ArrayList<>();
    List<Value> items = value.list(REMEDY).orElse(List.of());
    items.forEach(item -> item.string("write a text").ifPresent(words::add));
    return words.size() == items.size() ? Optional.of(words) : Optional.empty();
  }

  /** The words of {@code text}; empty if a quote is not closed. */
  static Optional<List<String>> split(String text) {
    ShellWords splitter = new ShellWords(text);
    return splitter.split() ? Optional.of(List.copyOf(splitter.words)) : Optional.empty();
  }

  private boolean split() {
    int at = 0;
    while (at >= 0 && at < text.length()) {
      char character = text.charAt(at);
      if (Character.isWhitespace(character)) {
        endWord();
        at++;
      } else {
        inWord = true;
        at = next(character, at);
      }
    }
    endWord();
    return at >= 0;
  }

  /** Takes what begins at {@code at}; where it ends, or -1 if it does not end. */
  private int next(char character, int at) {
    return switch (character) {
      case '\'' -> singleQuoted(at + 1);
      case '"' -> doubleQuoted(at + 1);
      case '\\' -> escaped(at + 1);
      default -> {
        word.append(character);
        yield at + 1;
      }
    };
  }

  private int singleQuoted(int from) {
    int end = text.indexOf('\'', from);
    if (end < 0) {
      return -1;
    }
    word.append(text, from, end);
    return end + 1;
  }

  private int doubleQuoted(int from) {
    int at = from;
    while (at < text.length() && text.charAt(at) != '"') {
      boolean escape =
          text.charAt(at) == '\\'
              && at + 1 < text.length()
              && "\"\\$`".indexOf(text.charAt(at + 1)) >= 0;
      at += escape ? 1 : 0;
      word.append(text.charAt(at));
      at++;
    }
    return at < text.length() ? at + 1 : -1;
  }

  private int escaped(int at) {
    if (at >= text.length()) {
      return -1;
    }
    word.append(text.charAt(at));
    return at + 1;
  }

  private void endWord() {
    if (inWord) {
      words.add(word.toString());
      word.setLength(0);
      inWord = false;
    }
  }
}
