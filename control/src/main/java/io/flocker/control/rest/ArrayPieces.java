package io.flocker.control.rest;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;

/**
 * A long array of JSON in pieces that together are its text, byte by byte as if it were written at
 * once. Each is made when it is asked for, so that only one of them is in memory.
 */
final class ArrayPieces implements Iterator<byte[]> {

  /** Some 50 kB of most forms: enough to be sent at once, little enough to be thrown away. */
  private static final int FORMS = 256;

  private final Iterator<ObjectNode> forms;
  private boolean begun;
  private boolean ended;

  ArrayPieces(Iterator<ObjectNode> forms) {
    this.forms = forms;
  }

  /**
   * A piece with these elements.
   *
   * @param first whether the array begins with it
   */
  static byte[] piece(boolean first, List<ObjectNode> forms) {
    ArrayNode array = Json.array();
    forms.forEach(array::add);
    String text = array.toString();
    byte[] piece = text.substring(0, text.length() - 1).getBytes(StandardCharsets.UTF_8);
    piece[0] = (byte) (first ? '[' : ',');
    return piece;
  }

  /** What comes last. */
  static byte[] end() {
    return new byte[] {']'};
  }

  @Override
  public boolean hasNext() {
    return !ended;
  }

  @Override
  public byte[] next() {
    if (ended) {
      throw new NoSuchElementException();
    }
    if (begun && !forms.hasNext()) {
      ended = true;
      return end();
    }
    List<ObjectNode> some = new ArrayList<>();
    while (some.size() < FORMS && forms.hasNext()) {
      some.add(forms.next());
    }
    boolean first = !begun;
    begun = true;
    return piece(first, some);
  }
}
