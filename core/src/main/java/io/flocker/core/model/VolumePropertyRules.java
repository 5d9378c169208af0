package io.flocker.core.model;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Which options of storage backends there are, and what they may say. Pure. */
public final class VolumePropertyRules {

  private static final String BTRFS_COMPRESSION = "btrfs.compression";
  private static final String BTRFS_DATACOW = "btrfs.datacow";

  private static final Pattern RECORD_SIZE = Pattern.compile("([1-9][0-9]{0,6})([kKmM]?)");
  private static final int SMALLEST_RECORD = 512;
  private static final int LARGEST_RECORD = 1 << 20;

  private static final SortedMap<String, Rule> RULES =
      Collections.unmodifiableSortedMap(
          new TreeMap<>(
              Map.of(
                  "zfs.compression",
                  new Rule(
                      "on, off, lz4, lzjb, zle, gzip, gzip-1 to gzip-9 or zstd",
                      oneOf(zfsCompressions())),
                  "zfs.recordsize",
                  new Rule(
                      "a power of two from 512 to 1m, such as 16k or 16384",
                      VolumePropertyRules::recordSize),
                  "zfs.atime",
                  new Rule("on or off", oneOf(Set.of("on", "off"))),
                  "zfs.logbias",
                  new Rule("latency or throughput", oneOf(Set.of("latency", "throughput"))),
                  BTRFS_COMPRESSION,
                  new Rule("zlib, lzo, zstd or none", oneOf(Set.of("zlib", "lzo", "zstd", "none"))),
                  BTRFS_DATACOW,
                  new Rule("on or off", oneOf(Set.of("on", "off"))))));

  /** The options that there are, for people. */
  public static final String KNOWN = String.join(", ", RULES.keySet());

  private VolumePropertyRules() {}

  /**
   * @param expected what is right, for people
   * @param reader the value in its one form; empty if it is not allowed
   */
  private record Rule(String expected, Function<String, Optional<String>> reader) {}

  /**
   * One thing that is wrong with an option.
   *
   * @param what in which way, for people
   * @param expected what would be right, for people; reads well after "write" and "expected:"
   */
  public record Violation(String option, String value, String what, String expected) {

    @Override
    public String toString() {
      return option + ": \"" + value + "\" (expected: " + expected + ")";
    }
  }

  /** All that is wrong with these options; empty if they are good. */
  public static List<Violation> violations(Map<String, String> options) {
    List<Violation> violations = new ArrayList<>();
    new TreeMap<>(options)
        .forEach((option, value) -> violation(option, value).ifPresent(violations::add));
    conflict(options).ifPresent(violations::add);
    return violations;
  }

  private static Optional<Violation> conflict(Map<String, String> options) {
    String compression = options.getOrDefault(BTRFS_COMPRESSION, "none");
    return "off".equals(options.get(BTRFS_DATACOW))
            && !compression.equals("none")
            && violation(BTRFS_COMPRESSION, compression).isEmpty()
        ? Optional.of(
            new Violation(
                BTRFS_COMPRESSION,
                compression,
                "btrfs compresses nothing that it does not copy on write",
                "none, or leave out " + BTRFS_DATACOW + "=off"))
        : Optional.empty();
  }

  private static Optional<Violation> violation(String option, String value) {
    Rule rule = RULES.get(option);
    if (rule == null) {
      return Optional.of(
          new Violation(option, value, "there is no such option", "one of " + KNOWN));
    }
    return rule.reader().apply(value).isPresent()
        ? Optional.empty()
        : Optional.of(new Violation(option, value, "it is none of its values", rule.expected()));
  }

  /**
   * The options, each with its value in the one form that it is kept in.
   *
   * @throws IllegalArgumentException with everything that is wrong
   */
  static SortedMap<String, String> canonical(Map<String, String> options) {
    List<Violation> violations = violations(options);
    if (!violations.isEmpty()) {
      throw new IllegalArgumentException(
          violations.stream().map(Violation::toString).collect(Collectors.joining("; ")));
    }
    SortedMap<String, String> canonical = new TreeMap<>();
    options.forEach((option, value) -> canonical.put(option, canonical(option, value)));
    return Collections.unmodifiableSortedMap(canonical);
  }

  private static String canonical(String option, String value) {
    return Optional.ofNullable(RULES.get(option))
        .flatMap(rule -> rule.reader().apply(value))
        .orElseThrow();
  }

  private static Set<String> zfsCompressions() {
    Set<String> names = new TreeSet<>(Set.of("on", "off", "lz4", "lzjb", "zle", "gzip", "zstd"));
    Stream<String> levels = IntStream.rangeClosed(1, 9).mapToObj(level -> "gzip-" + level);
    levels.forEach(names::add);
    return names;
  }

  private static Function<String, Optional<String>> oneOf(Set<String> values) {
    return text -> Optional.of(text).filter(values::contains);
  }

  private static Optional<String> recordSize(String text) {
    Matcher matcher = RECORD_SIZE.matcher(text);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    long unit =
        switch (matcher.group(2)) {
          case "k", "K" -> 1 << 10;
          case "m", "M" -> 1 << 20;
          default -> 1;
        };
    long bytes = Long.parseLong(matcher.group(1)) * unit;
    return bytes >= SMALLEST_RECORD && bytes <= LARGEST_RECORD && Long.bitCount(bytes) == 1
        ? Optional.of(Long.toString(bytes))
        : Optional.empty();
  }
}
