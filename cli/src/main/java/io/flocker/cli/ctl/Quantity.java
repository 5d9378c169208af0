package io.flocker.cli.ctl;

import io.flocker.core.model.Size;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Sizes as people write and read them. */
final class Quantity {

  private static final Pattern WRITTEN =
      Pattern.compile("([0-9]*\\.?[0-9]+|[0-9]+\\.)(?:([KMGT])(?:I?B)?)?");
  private static final long UNIT = 1024;
  private static final double GIBI = 1L << 30;

  private Quantity() {}

  /**
   * A number of bytes, or a number, fractions too, and K, M, G or T (also KB, KiB and so on, in any
   * case; powers of 1024). With a unit it is rounded up to whole kibibytes, as datasets want it.
   * Throws {@link IllegalArgumentException} that says what is right.
   */
  static Size parse(String text) {
    Matcher written = WRITTEN.matcher(text.strip().toUpperCase(Locale.ROOT));
    if (!written.matches()) {
      throw new IllegalArgumentException(
          "\""
              + text
              + "\" (expected: a number of bytes, or a number and one of K, M, G and T, such as"
              + " 512M or 2.5G)");
    }
    String number = written.group(1).startsWith(".") ? "0" + written.group(1) : written.group(1);
    if (written.group(2) == null) {
      return Size.parse(number);
    }
    long bytes = Size.parse(number + written.group(2)).bytes();
    long rest = bytes % UNIT;
    return rest == 0 ? new Size(bytes) : new Size(Math.addExact(bytes, UNIT - rest));
  }

  /** As the original's tables show it. */
  static String gibibytes(long bytes) {
    return String.format(Locale.ROOT, "%.2fG", bytes / GIBI);
  }
}
