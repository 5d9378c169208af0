package io.flocker.core.read.tree;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.ValueNode;
import io.flocker.core.read.tree.Tree.Mapping;
import io.flocker.core.read.tree.Tree.Scalar;
import io.flocker.core.read.tree.Tree.Sequence;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Locale;

/** Values as JSON that means the same to a reader of YAML 1.2. */
final class TreeJson {

  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  private TreeJson() {}

  static JsonNode of(Tree tree) {
    return switch (tree) {
      case Mapping mapping -> {
        ObjectNode object = NODES.objectNode();
        mapping.entries().forEach(entry -> object.set(entry.key().text(), of(entry.value())));
        yield object;
      }
      case Sequence sequence -> {
        ArrayNode array = NODES.arrayNode();
        sequence.items().forEach(item -> array.add(of(item)));
        yield array;
      }
      case Scalar scalar -> of(scalar);
    };
  }

  private static JsonNode of(Scalar scalar) {
    String text = scalar.text();
    return switch (scalar.kind()) {
      case NULL -> NODES.nullNode();
      case BOOLEAN -> NODES.booleanNode(text.toLowerCase(Locale.ROOT).equals("true"));
      case STRING -> text(text);
      case INTEGER ->
          text.matches("-?[0-9]+")
              ? exact(NODES.numberNode(new BigInteger(text)), text)
              : text(text);
      case FLOAT ->
          text.matches("-?[0-9]+\\.[0-9]+")
              ? exact(NODES.numberNode(new BigDecimal(text)), text)
              : text(text);
    };
  }

  /** A number that JSON would write otherwise is sent as a text: {@code UMASK: 022} stays 022. */
  private static JsonNode exact(ValueNode number, String text) {
    return number.asText().equals(text) ? number : text(text);
  }

  private static JsonNode text(String text) {
    return NODES.textNode(text);
  }
}
