package io.flocker.control.model;

import io.flocker.core.model.Application;
import io.flocker.core.model.Limits;
import io.flocker.core.model.Link;
import io.flocker.core.model.Size;
import io.flocker.core.model.VolumePropertyRules;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What the values of a command may be. Each rule gives every violation, as a sentence that names
 * the field, the value and what is right.
 */
public final class FieldRules {

  /** The least that a dataset may be limited to. */
  public static final Size SMALLEST_DATASET = Size.mebibytes(64);

  private static final int UNIT = 1024;
  private static final int METADATA_PAIRS = 16;
  private static final int METADATA_LENGTH = 256;
  private static final Duration LONGEST_LEASE = Duration.ofDays(36_525);
  private static final Size LEAST_MEMORY = Size.mebibytes(1);
  private static final int MOST_SHARES = 1024;
  private static final int COMMAND_LINE = 4096;
  private static final int SHOWN = 60;
  private static final Pattern UUID4 =
      Pattern.compile(
          "[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-4[0-9a-fA-F]{3}-[89abAB][0-9a-fA-F]{3}-[0-9a-fA-F]{12}");
  private static final Pattern ALIAS = Pattern.compile("[a-zA-Z0-9]+");

  private FieldRules() {}

  /** Whether a text is a UUID of version 4, in either case, as every id in the API must be. */
  public static boolean isUuid4(String text) {
    return UUID4.matcher(text).matches();
  }

  static List<String> dataset(Optional<Size> maximumSize, Map<String, String> metadata) {
    List<String> violations = new ArrayList<>(maximumSize(maximumSize));
    violations.addAll(metadata(metadata));
    return violations;
  }

  /** At least 64 MiB and whole kibibytes. */
  public static List<String> maximumSize(Optional<Size> size) {
    List<String> violations = new ArrayList<>();
    size.ifPresent(given -> {
      if (given.compareTo(SMALLEST_DATASET) < 0) {
        violations.add(violation("maximum_size", given.bytes(), "at least 67108864 bytes, 64 MiB"));
      }
      if (given.bytes() % UNIT != 0) {
        violations.add(violation("maximum_size", given.bytes(), "a multiple of 1024"));
      }
    });
    return violations;
  }

  /** At most 16 pairs; a key of 1 to 256 characters, a value of at most 256; good options. */
  public static List<String> metadata(Map<String, String> metadata) {
    List<String> violations = new ArrayList<>();
    if (metadata.size() > METADATA_PAIRS) {
      violations.add(violation("metadata", metadata.size() + " pairs", "at most 16"));
    }
    metadata.forEach((key, value) -> {
      if (key.isEmpty() || length(key) > METADATA_LENGTH) {
        violations.add(violation("metadata key", shown(key), "1 to 256 characters"));
      }
      if (length(value) > METADATA_LENGTH) {
        violations.add(violation("metadata." + shown(key), shown(value), "at most 256 characters"));
      }
    });
    VolumePropertyRules.violations(VolumeMetadata.options(metadata)).stream()
        .map(wrong ->
            violation(
                "metadata." + shown(VolumeMetadata.OPTION + wrong.option()),
                shown(wrong.value()),
                wrong.expected()))
        .forEach(violations::add);
    return violations;
  }

  /** At most a hundred years; one that has ended already is allowed and ends at once. */
  public static List<String> lease(Optional<Duration> duration) {
    return duration
        .filter(given -> given.abs().compareTo(LONGEST_LEASE) > 0)
        .map(given ->
            violation(
                "expires",
                given.toSeconds() + " seconds",
                "at most 3155760000 seconds, or null for ever"))
        .stream()
        .toList();
  }

  /** The limits of the API on what else is a valid application. */
  public static List<String> application(Application application) {
    List<String> violations = new ArrayList<>();
    Limits limits = application.limits();
    limits
        .memory()
        .filter(memory -> memory.compareTo(LEAST_MEMORY) < 0)
        .ifPresent(memory ->
            violations.add(
                violation("memory_limit", memory.bytes(), "at least 1048576 bytes, 1 MiB")));
    limits
        .cpuShares()
        .filter(shares -> shares < 1 || shares > MOST_SHARES)
        .ifPresent(shares -> violations.add(violation("cpu_shares", shares, "1 to 1024")));
    application.links().stream()
        .map(Link::alias)
        .filter(alias -> !ALIAS.matcher(alias).matches())
        .forEach(
            alias -> violations.add(violation("links.alias", shown(alias), "letters and digits")));
    application.process().command().ifPresent(words -> commandLine(words, violations));
    return violations;
  }

  private static void commandLine(List<String> words, List<String> violations) {
    if (words.size() > COMMAND_LINE) {
      violations.add(violation("command_line", words.size() + " words", "at most 4096"));
    }
    words.stream()
        .filter(word -> length(word) > COMMAND_LINE)
        .forEach(word ->
            violations.add(violation("command_line", shown(word), "at most 4096 characters")));
  }

  private static int length(String text) {
    return text.codePointCount(0, text.length());
  }

  private static String violation(String field, Object value, String expected) {
    return field + ": " + value + " (expected: " + expected + ")";
  }

  private static String shown(String text) {
    return "\"" + (text.length() <= SHOWN ? text : text.substring(0, SHOWN) + "…") + "\"";
  }

  static void require(List<String> violations) {
    if (!violations.isEmpty()) {
      throw new Decisions.Refused(
          new Refusal(
              RefusalCode.INVALID,
              "The values are not allowed: " + String.join("; ", violations) + ".",
              violations));
    }
  }
}
