package io.flocker.core.model;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A number of bytes, never negative. */
public record Size(@JsonValue long bytes) implements Comparable<Size> {

  private static final Pattern QUANTITY = Pattern.compile("([0-9]+(?:\\.[0-9]*)?)([KMGT]?)");
  private static final String UNITS = "KMGT";

  @JsonCreator
  public Size {
    if (bytes < 0) {
      throw new IllegalArgumentException("size: " + bytes + " (expected: 0 or more bytes)");
    }
  }

  /** {@code count} mebibytes. */
  public static Size mebibytes(long count) {
    return new Size(count << 20);
  }

  /**
   * Parses digits with an optional fraction and one optional unit K, M, G or T in any case (powers
   * of 1024), rounded up to a whole byte. Throws {@link IllegalArgumentException} for anything else
   * and for less than one byte.
   */
  public static Size parse(String text) {
    Matcher matcher = QUANTITY.matcher(text.toUpperCase(Locale.ROOT));
    if (!matcher.matches()) {
      throw new IllegalArgumentException(
          "'" + text + "' (expected: a number and one of K, M, G, T, such as 512M or 2.5G)");
    }
    int power = matcher.group(2).isEmpty() ? 0 : UNITS.indexOf(matcher.group(2)) + 1;
    BigDecimal bytes =
        new BigDecimal(matcher.group(1)).multiply(BigDecimal.valueOf(1L << (10 * power)));
    BigDecimal rounded = bytes.setScale(0, RoundingMode.UP);
    if (rounded.signum() == 0 || rounded.compareTo(BigDecimal.valueOf(Long.MAX_VALUE)) > 0) {
      throw new IllegalArgumentException(
          "'" + text + "' (expected: at least 1 byte, below 8388608T)");
    }
    return new Size(rounded.longValueExact());
  }

  @Override
  public int compareTo(Size other) {
    return Long.compare(bytes, other.bytes);
  }

  /** For people: at most one decimal and a binary unit, such as {@code 1.5 GiB}. */
  @Override
  public String toString() {
    if (bytes < 1024) {
      return bytes + " B";
    }
    int power = (63 - Long.numberOfLeadingZeros(bytes)) / 10;
    double scaled = (double) bytes / (1L << (10 * power));
    String number = String.format(Locale.ROOT, "%.1f", scaled);
    return (number.endsWith(".0") ? number.substring(0, number.length() - 2) : number)
        + " "
        + "KMGTPE".charAt(power - 1)
        + "iB";
  }
}
