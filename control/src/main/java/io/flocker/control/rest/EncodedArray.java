package io.flocker.control.rest;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.Predicate;

/**
 * The array that is made of a map, as the bytes of its JSON. They are kept, some elements together,
 * and made anew only where a value is another: what is read often has changed little since the last
 * time. Safe for use by several threads.
 *
 * <p>A piece ends at a key that its hash code marks, so that a key that comes or goes moves no
 * other piece's ends.
 */
final class EncodedArray<K, V> {

  /** One key of 2 to this power, on average, ends a piece. */
  private static final int BITS = 8;

  private static final int MOST = 4 << BITS;

  /** 2^32 divided by the golden ratio: spreads what is close together. */
  private static final int SPREAD = 0x9E3779B9;

  /** Elements that follow each other, and what they were made of. */
  private static final class Piece {

    private final boolean first;
    private final List<?> values;
    private final byte[] json;

    Piece(boolean first, List<?> values, byte[] json) {
      this.first = first;
      this.values = values;
      this.json = json;
    }

    /** Compares quickly what is still the same object. */
    boolean isOf(boolean asFirst, List<?> now) {
      return asFirst == first && values.equals(now);
    }
  }

  private final Object lock = new Object();

  /** By the keys of their first elements. */
  private Map<K, Piece> pieces = Map.of();

  /**
   * The array of now, in pieces.
   *
   * @param values in the order of the array; immutable, and no two of them equal
   * @param stale keys whose elements are to be made anew in any case
   */
  List<byte[]> of(Map<K, V> values, Predicate<K> stale, BiFunction<K, V, ObjectNode> form) {
    synchronized (lock) {
      Pass pass = new Pass(stale, form);
      values.forEach(pass::add);
      return pass.end();
    }
  }

  /** One way through all values. */
  private final class Pass {

    private final Predicate<K> stale;
    private final BiFunction<K, V, ObjectNode> form;
    private final Map<K, Piece> next = new HashMap<>();
    private final List<byte[]> json = new ArrayList<>();
    private final List<K> keys = new ArrayList<>();
    private final List<V> values = new ArrayList<>();
    private boolean anyStale;

    Pass(Predicate<K> stale, BiFunction<K, V, ObjectNode> form) {
      this.stale = stale;
      this.form = form;
    }

    void add(K key, V value) {
      keys.add(key);
      values.add(value);
      anyStale |= stale.test(key);
      boolean marked = (key.hashCode() * SPREAD) >>> (Integer.SIZE - BITS) == 0;
      if (marked || keys.size() == MOST) {
        endPiece();
      }
    }

    private void endPiece() {
      boolean first = json.isEmpty();
      Piece known = pieces.get(keys.getFirst());
      Piece piece =
          known != null && !anyStale && known.isOf(first, values) ? known : encoded(first);
      next.put(keys.getFirst(), piece);
      json.add(piece.json);
      keys.clear();
      values.clear();
      anyStale = false;
    }

    private Piece encoded(boolean first) {
      List<ObjectNode> forms = new ArrayList<>();
      for (int i = 0; i < keys.size(); i++) {
        forms.add(form.apply(keys.get(i), values.get(i)));
      }
      return new Piece(first, List.copyOf(values), ArrayPieces.piece(first, forms));
    }

    List<byte[]> end() {
      if (!keys.isEmpty()) {
        endPiece();
      }
      if (json.isEmpty()) {
        json.add(ArrayPieces.piece(true, List.of()));
      }
      json.add(ArrayPieces.end());
      pieces = next;
      return json;
    }
  }
}
