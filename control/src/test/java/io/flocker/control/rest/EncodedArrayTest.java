package io.flocker.control.rest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

class EncodedArrayTest {

  /** A piece has about 256 elements, and never more. */
  private static final int MOST = 1024;

  private final EncodedArray<Integer, String> encoded = new EncodedArray<>();
  private int made;

  private ObjectNode form(int key, String value) {
    made++;
    return Json.object().put("key", key).put("value", value);
  }

  private List<byte[]> pieces(Map<Integer, String> values, Predicate<Integer> stale) {
    made = 0;
    return encoded.of(values, stale, this::form);
  }

  private String text(Map<Integer, String> values) {
    return text(pieces(values, _ -> false));
  }

  private static String text(List<byte[]> pieces) {
    ByteArrayOutputStream whole = new ByteArrayOutputStream();
    pieces.forEach(whole::writeBytes);
    return whole.toString(StandardCharsets.UTF_8);
  }

  private String atOnce(Map<Integer, String> values) {
    return Json.array(values.entrySet(), entry -> form(entry.getKey(), entry.getValue()))
        .toString();
  }

  private static NavigableMap<Integer, String> numbers(int count) {
    TreeMap<Integer, String> values = new TreeMap<>();
    for (int key = 0; key < count; key++) {
      values.put(key, "v" + key);
    }
    return values;
  }

  @Test
  void nothing_is_an_empty_array() {
    assertThat(text(Map.of())).isEqualTo("[]");
    assertThat(text(numbers(3))).hasSizeGreaterThan(2);
    assertThat(text(Map.of())).isEqualTo("[]");
  }

  @Test
  void whatever_changes_the_text_is_as_if_it_were_written_at_once() {
    Random random = new Random(1);
    NavigableMap<Integer, String> values = numbers(5000);
    for (int round = 0; round < 200; round++) {
      for (int change = random.nextInt(4); change > 0; change--) {
        int key = random.nextInt(6000);
        switch (random.nextInt(3)) {
          case 0 -> values.remove(key);
          case 1 -> values.put(key, "é\uD83D\uDE00 \" \uD800 " + round);
          default -> values.pollFirstEntry();
        }
      }
      String expected =
          new String(atOnce(values).getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
      assertThat(text(values)).isEqualTo(expected);
    }
  }

  @Test
  void what_is_as_before_is_not_made_again() {
    NavigableMap<Integer, String> values = numbers(100_000);
    List<byte[]> all = pieces(values, _ -> false);
    assertThat(made).isEqualTo(100_000);
    assertThat(all).hasSizeBetween(100, 1000);
    assertThat(text(values)).isEqualTo(text(all));
    assertThat(made).isZero();

    values.put(50_000, "other");
    assertThat(text(values)).contains("{\"key\":50000,\"value\":\"other\"}");
    assertThat(made).isBetween(1, MOST);
  }

  @Test
  void what_comes_or_goes_moves_little_else() {
    NavigableMap<Integer, String> values = numbers(100_000);
    var _ = text(values);
    values.remove(50_000);
    values.remove(0);
    values.put(-1, "new");
    assertThat(text(values)).isEqualTo(atOnce(values));
    var _ = text(values);
    values.remove(70_000);
    var _ = text(values);
    assertThat(made).isBetween(1, MOST);
  }

  @Test
  void what_is_stale_is_made_again() {
    NavigableMap<Integer, String> values = numbers(10_000);
    var _ = text(values);
    List<byte[]> again = pieces(values, Set.of(7)::contains);
    assertThat(made).isBetween(1, MOST);
    assertThat(text(again)).isEqualTo(atOnce(values));
  }
}
