package io.flocker.core.read;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.BiConsumer;
import java.util.function.UnaryOperator;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Damages texts as editors, merges and adversaries do. The same seed does the same damage. */
final class Mutations {

  private static final Pattern WORD = Pattern.compile("[A-Za-z0-9_./:\"'-]{2,}");
  private static final List<String> VALUES =
      List.of(
          "null",
          "~",
          "[]",
          "{}",
          "5",
          "-1",
          "1.5",
          "true",
          "no",
          "\"\"",
          "x",
          "[x, 5, {a: b}]",
          "{a: b, 5: x}",
          "[[[[]]]]",
          "99999999999999999999999999",
          "0x7fffffffffffffff",
          "1e400",
          ".nan",
          "-0",
          "$X",
          "$$",
          "../..",
          "/",
          "\"\\0\"",
          "\"\\u202e\"",
          "!!int x",
          "!x y",
          "*unknown",
          "&a x",
          "&a [*a]",
          "? x",
          "|",
          ">-",
          "%",
          "@",
          "`",
          "- - - -",
          "🐳",
          "ﬀ",
          "a: b: c",
          "'",
          "\"",
          "<<",
          "<<: *x",
          "---",
          "...",
          "\t",
          "::",
          "1-99999",
          "٣");
  private static final List<String> CHARACTERS =
      List.of(
          "\t", "\u0000", "\u0007", "\u0085", "\u2028", "\uFEFF", "\uD800", "\uDC00", "\uFFFF",
          "\r", "\n", "\r\n", ":", "#", " ", "-", "[", "]", "{", "}", ",", "&", "*", "!", "|", ">",
          "'", "\"", "%", "@", "`", "\\", "$", "?", "é", "😀");

  private final Random random;
  private final List<UnaryOperator<String>> ways =
      List.of(
          this::deleteLine,
          this::duplicateLine,
          this::swapLines,
          this::replaceLine,
          this::indentLine,
          this::truncate,
          this::replaceWord,
          this::replaceWord,
          this::replaceWord,
          this::swapWords,
          this::insertCharacter,
          this::deleteCharacter,
          this::nest,
          this::bomb);

  Mutations(long seed) {
    this.random = new Random(seed);
  }

  /** {@code text} with one to three damages. */
  String mutate(String text) {
    String mutated = text;
    int count = 1 + random.nextInt(3);
    for (int i = 0; i < count; i++) {
      mutated = one(ways).apply(mutated);
    }
    return mutated;
  }

  private <T> T one(List<T> choices) {
    return choices.get(random.nextInt(choices.size()));
  }

  private String editLines(BiConsumer<List<String>, Integer> edit, String text) {
    List<String> lines = new ArrayList<>(List.of(text.split("\n", -1)));
    edit.accept(lines, random.nextInt(lines.size()));
    return String.join("\n", lines);
  }

  private String deleteLine(String text) {
    return editLines((lines, at) -> lines.remove((int) at), text);
  }

  private String duplicateLine(String text) {
    return editLines((lines, at) -> lines.add(random.nextInt(lines.size()), lines.get(at)), text);
  }

  private String swapLines(String text) {
    return editLines(
        (lines, at) -> {
          int other = random.nextInt(lines.size());
          lines.set(other, lines.set(at, lines.get(other)));
        },
        text);
  }

  private String replaceLine(String text) {
    return editLines((lines, at) -> lines.set(at, one(VALUES)), text);
  }

  private String indentLine(String text) {
    return editLines(
        (lines, at) -> lines.set(at, one(List.of("\t", " ", "  ", "- ", "? ")) + lines.get(at)),
        text);
  }

  private String truncate(String text) {
    return text.substring(0, random.nextInt(text.length() + 1));
  }

  private String replaceWord(String text) {
    List<MatchResult> words = words(text);
    if (words.isEmpty()) {
      return text;
    }
    MatchResult word = one(words);
    return text.substring(0, word.start()) + one(VALUES) + text.substring(word.end());
  }

  private String swapWords(String text) {
    List<MatchResult> words = words(text);
    if (words.isEmpty()) {
      return text;
    }
    MatchResult word = one(words);
    return text.substring(0, word.start()) + one(words).group() + text.substring(word.end());
  }

  private static List<MatchResult> words(String text) {
    Matcher matcher = WORD.matcher(text);
    return matcher.results().toList();
  }

  private String insertCharacter(String text) {
    int at = random.nextInt(text.length() + 1);
    return text.substring(0, at) + one(CHARACTERS) + text.substring(at);
  }

  private String deleteCharacter(String text) {
    if (text.isEmpty()) {
      return text;
    }
    int at = random.nextInt(text.length());
    return text.substring(0, at) + text.substring(at + 1);
  }

  private String nest(String text) {
    String opening = one(List.of("[", "{a: ", "- ", "? ", "&a [", "!x ", "\"", "a:\n "));
    int at = random.nextInt(text.length() + 1);
    return text.substring(0, at) + opening.repeat(random.nextInt(2_000)) + text.substring(at);
  }

  private String bomb(String text) {
    StringBuilder bomb = new StringBuilder("x-0: &b0 {a: x, b: y}\n");
    int levels = 1 + random.nextInt(12);
    for (int level = 1; level <= levels; level++) {
      String alias = "*b" + (level - 1);
      bomb.append("x-" + level + ": &b" + level + " [" + (alias + ", ").repeat(9) + alias + "]\n");
    }
    return bomb.append(text).append("\nx-last: *b").append(levels).append('\n').toString();
  }
}
