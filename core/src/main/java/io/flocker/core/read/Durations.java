package io.flocker.core.read;

import io.flocker.core.read.tree.Shown;
import io.flocker.core.read.tree.Value;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Lengths of time as Compose writes them: {@code 1m30s}, {@code 500ms}, {@code 1.5h}. */
final class Durations {

  private static final Pattern PART =
      Pattern.compile("([0-9]{1,9}(?:\\.[0-9]{1,9})?)(us|ms|s|m|h)");
  private static final Map<String, Long> NANOSECONDS =
      Map.of(
          "us", 1_000L,
          "ms", 1_000_000L,
          "s", 1_000_000_000L,
          "m", 60_000_000_000L,
          "h", 3_600_000_000_000L);
  private static final Duration LONGEST = Duration.ofDays(3650);
  private static final int LONGEST_TEXT = 60;

  private Durations() {}

  /** The duration; at least {@code shortest}. */
  static Optional<Duration> read(Value value, Duration shortest) {
    String remedy = "write a duration with its unit, such as 1m30s";
    Optional<String> text = value.string(remedy);
    if (text.isEmpty()) {
      return Optional.empty();
    }
    Optional<Duration> duration = parse(text.get());
    if (duration.isEmpty()) {
      value.problem(Shown.quoted(text.get()) + " is not a duration", remedy);
    } else if (duration.get().compareTo(shortest) < 0 || duration.get().compareTo(LONGEST) > 0) {
      value.problem(
          Shown.quoted(text.get()) + " is not within " + shortest.toMillis() + "ms to 87600h",
          remedy);
      return Optional.empty();
    }
    return duration;
  }

  private static Optional<Duration> parse(String text) {
    if (text.isEmpty() || text.length() > LONGEST_TEXT) {
      return Optional.empty();
    }
    Matcher matcher = PART.matcher(text);
    BigDecimal nanoseconds = BigDecimal.ZERO;
    int end = 0;
    while (matcher.lookingAt()) {
      long unit = NANOSECONDS.getOrDefault(matcher.group(2), 0L);
      nanoseconds =
          nanoseconds.add(new BigDecimal(matcher.group(1)).multiply(BigDecimal.valueOf(unit)));
      end = matcher.end();
      matcher.region(end, text.length());
    }
    if (end < text.length()) {
      return Optional.empty();
    }
    BigDecimal[] seconds =
        nanoseconds
            .setScale(0, RoundingMode.DOWN)
            .divideAndRemainder(BigDecimal.valueOf(1_000_000_000L));
    return Optional.of(
        Duration.ofSeconds(seconds[0].longValueExact(), seconds[1].longValueExact()));
  }
}
