package io.flocker.core.read.tree;

import com.fasterxml.jackson.databind.JsonNode;
import io.flocker.core.read.tree.Tree.Kind;
import io.flocker.core.read.tree.Tree.Mapping;
import io.flocker.core.read.tree.Tree.Scalar;
import io.flocker.core.read.tree.Tree.Sequence;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * A value of a file together with its place. Asked for a type that it does not have, it notes a
 * problem and answers nothing, so that a reader can go on to the next key.
 */
public final class Value {

  private static final int LONGEST_NUMBER = 30;

  private final Tree tree;
  private final Spot spot;
  private final boolean secret;
  private final Problems problems;

  Value(Tree tree, Spot spot, boolean secret, Problems problems) {
    this.tree = tree;
    this.spot = spot;
    this.secret = secret;
    this.problems = problems;
  }

  static Value root(String file, Tree tree, Problems problems) {
    return new Value(tree, new Spot(file, tree.line(), tree.column(), ""), false, problems);
  }

  /** Where it is written. */
  public Spot spot() {
    return spot;
  }

  /** The collector that this value's problems go to. */
  public Problems problems() {
    return problems;
  }

  /** The same value, never shown in a message. */
  public Value secret() {
    return new Value(tree, spot, true, problems);
  }

  /** Notes a problem with this value. */
  public void problem(String what, String remedy) {
    problems.add(spot, what, remedy);
  }

  /** This value as read, with its place. */
  public <T> Located<T> at(T value) {
    return new Located<>(value, spot);
  }

  /** Whether nothing is written, or {@code null}. */
  public boolean isNull() {
    return is(Kind.NULL);
  }

  /** Whether it is a text. */
  public boolean isString() {
    return is(Kind.STRING);
  }

  /** Whether it is a whole number. */
  public boolean isInteger() {
    return is(Kind.INTEGER);
  }

  /** Whether it is this whole number. */
  public boolean isInteger(long number) {
    return tree instanceof Scalar scalar
        && isInteger()
        && wholeNumber(scalar.text()).equals(Optional.of(BigInteger.valueOf(number)));
  }

  /** Whether it is a whole number or a fraction. */
  public boolean isNumber() {
    return is(Kind.INTEGER) || is(Kind.FLOAT);
  }

  /** Whether it is {@code true} or {@code false}. */
  public boolean isBoolean() {
    return is(Kind.BOOLEAN);
  }

  /** Whether it is a list. */
  public boolean isList() {
    return tree instanceof Sequence;
  }

  /** Whether it is a mapping. */
  public boolean isMapping() {
    return tree instanceof Mapping;
  }

  private boolean is(Kind kind) {
    return tree instanceof Scalar scalar && scalar.kind() == kind;
  }

  /** Whether it is a mapping that has {@code key} with anything but a mapping as its value. */
  public boolean hasPlain(String key) {
    return tree instanceof Mapping mapping
        && mapping.entries().stream()
            .filter(entry -> entry.key().text().equals(key))
            .anyMatch(entry -> !(entry.value() instanceof Mapping));
  }

  /** The text; {@code remedy} says what to write instead of anything else. */
  public Optional<String> string(String remedy) {
    if (tree instanceof Scalar scalar && scalar.kind() == Kind.STRING) {
      return Optional.of(scalar.text());
    }
    if (tree instanceof Scalar && !isNull()) {
      problem("expected a text, found " + found(), remedy + "; quotes make it a text");
      return Optional.empty();
    }
    return wrong("a text", remedy);
  }

  /** A text or a number as it was written, for formats that take numbers for texts. */
  public Optional<String> textOrNumber(String remedy) {
    return tree instanceof Scalar scalar && isNumber()
        ? Optional.of(scalar.text())
        : string(remedy);
  }

  /** A whole number from {@code least} to {@code most}. */
  public Optional<Long> integer(long least, long most, String remedy) {
    if (!(tree instanceof Scalar scalar) || scalar.kind() != Kind.INTEGER) {
      return wrong("a whole number", remedy);
    }
    Optional<BigInteger> number = wholeNumber(scalar.text());
    if (number.isEmpty()
        || number.get().compareTo(BigInteger.valueOf(least)) < 0
        || number.get().compareTo(BigInteger.valueOf(most)) > 0) {
      problem(
          "the number " + Shown.quoted(scalar.text()) + " is not within " + least + " to " + most,
          remedy);
      return Optional.empty();
    }
    return Optional.of(number.get().longValueExact());
  }

  private static Optional<BigInteger> wholeNumber(String text) {
    if (text.length() > LONGEST_NUMBER) {
      return Optional.empty();
    }
    if (text.startsWith("0x")) {
      return Optional.of(new BigInteger(text.substring(2), 16));
    }
    return Optional.of(
        text.startsWith("0o") ? new BigInteger(text.substring(2), 8) : new BigInteger(text));
  }

  /** A number, or a text that is one. */
  public Optional<BigDecimal> decimal(String remedy) {
    Optional<String> text = textOrNumber(remedy);
    if (text.isEmpty()) {
      return Optional.empty();
    }
    if (text.get().length() <= LONGEST_NUMBER && text.get().matches("[0-9]+(\\.[0-9]+)?")) {
      return Optional.of(new BigDecimal(text.get()));
    }
    problem("expected a number, found " + found(), remedy);
    return Optional.empty();
  }

  /** {@code true} or {@code false}. */
  public Optional<Boolean> bool(String remedy) {
    return tree instanceof Scalar scalar && isBoolean()
        ? Optional.of(scalar.text().toLowerCase(Locale.ROOT).equals("true"))
        : wrong("true or false", remedy);
  }

  /** The items of the list, in order. */
  public Optional<List<Value>> list(String remedy) {
    if (!(tree instanceof Sequence sequence)) {
      return wrong("a list", isNull() ? remedy + ", or [] for none" : remedy);
    }
    List<Value> items = new ArrayList<>();
    for (Tree item : sequence.items()) {
      String path = spot.path() + "[" + items.size() + "]";
      items.add(
          new Value(
              item, new Spot(spot.file(), item.line(), item.column(), path), secret, problems));
    }
    return Optional.of(items);
  }

  /** The fields of the mapping. */
  public Optional<Fields> fields(String remedy) {
    return tree instanceof Mapping mapping
        ? Optional.of(new Fields(this, mapping, secret))
        : wrong("a mapping", isNull() ? remedy + ", or {} for none" : remedy);
  }

  /**
   * This value with {@code $$} replaced by {@code $} in all texts below; a single {@code $}, which
   * would be replaced from somebody's shell, is a problem.
   */
  public Value withoutInterpolation() {
    return new Value(Interpolation.refuse(tree, spot, problems), spot, secret, problems);
  }

  /** This value as JSON, for who has to be sent JSON. */
  public JsonNode toJson() {
    return TreeJson.of(tree);
  }

  private <T> Optional<T> wrong(String expected, String remedy) {
    problem("expected " + expected + ", found " + found(), remedy);
    return Optional.empty();
  }

  /** What it is, for a message; its content only where that is no secret. */
  public String found() {
    return switch (tree) {
      case Mapping mapping -> mapping.entries().isEmpty() ? "an empty mapping" : "a mapping";
      case Sequence sequence -> sequence.items().isEmpty() ? "an empty list" : "a list";
      case Scalar scalar ->
          switch (scalar.kind()) {
            case NULL -> "nothing";
            case STRING -> "the text" + shown(" " + Shown.quoted(scalar.text()));
            case INTEGER, FLOAT -> "the number" + shown(" " + Shown.quoted(scalar.text()));
            case BOOLEAN -> "the truth value" + shown(" " + scalar.text());
          };
    };
  }

  private String shown(String content) {
    return secret ? "" : content;
  }
}
