package io.flocker.service;

import io.flocker.control.model.FieldRules;
import io.flocker.control.volumes.VolumeSettings;
import io.flocker.core.model.Size;
import io.flocker.core.problem.Problem;
import io.flocker.core.problem.ProblemException;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What volumes that Docker asks for are like where nobody says otherwise. */
final class VolumeOptions {

  private static final String NONE = "none";
  private static final Duration LONGEST = Duration.ofDays(36_525);

  @Option(
      names = "--default-volume-size",
      paramLabel = "SIZE",
      description =
          "How much a volume may hold that Docker asks for without a size, such as 10G (default: no"
              + " limit).")
  private @Nullable String size;

  @Option(
      names = "--anonymous-volume-size",
      paramLabel = "SIZE",
      description =
          "The same for volumes to which nobody gave a name; none for no limit (default:"
              + " ${DEFAULT-VALUE}).")
  private String anonymousSize = "1G";

  @Option(
      names = "--trash-retention",
      paramLabel = "DAYS",
      description =
          "How long a volume that Docker has removed can be restored: days, or a duration such as"
              + " PT12H (default: ${DEFAULT-VALUE}).")
  private String trash = Long.toString(VolumeSettings.STANDARD.trash().toDays());

  /** All that was said; throws where it is not good. */
  VolumeSettings settings() {
    return new VolumeSettings(
        Optional.ofNullable(size).flatMap(given -> size("--default-volume-size", given)),
        size("--anonymous-volume-size", anonymousSize),
        retention());
  }

  private static Optional<Size> size(String option, String given) {
    if (given.equals(NONE)) {
      return Optional.empty();
    }
    Optional<Size> size;
    try {
      size = Optional.of(Size.parse(given));
    } catch (IllegalArgumentException e) {
      throw refused(option, "it is " + e.getMessage());
    }
    List<String> violations = FieldRules.maximumSize(size);
    if (!violations.isEmpty()) {
      throw refused(option, String.join("; ", violations));
    }
    return size;
  }

  private Duration retention() {
    Duration given;
    try {
      given =
          trash.chars().allMatch(Character::isDigit) && !trash.isEmpty()
              ? Duration.ofDays(Long.parseLong(trash))
              : Duration.parse(trash);
    } catch (DateTimeParseException | NumberFormatException | ArithmeticException e) {
      throw notARetention();
    }
    if (!given.isPositive() || given.compareTo(LONGEST) > 0) {
      throw notARetention();
    }
    return given;
  }

  private ProblemException notARetention() {
    return refused(
        "--trash-retention",
        "it is \""
            + trash
            + "\" (expected: a number of days, 1 to 36525, or a duration such as PT12H)");
  }

  private static ProblemException refused(String option, String what) {
    return new ProblemException(
        new Problem(
            Problem.Kind.CONFIGURATION, option, what, "correct the option, or leave it out"));
  }
}
