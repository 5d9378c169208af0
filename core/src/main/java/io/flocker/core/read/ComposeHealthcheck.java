package io.flocker.core.read;

import io.flocker.core.model.ContainerProcess.Healthcheck;
import io.flocker.core.read.tree.Fields;
import io.flocker.core.read.tree.Shown;
import io.flocker.core.read.tree.Value;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The health check of a Compose service. */
final class ComposeHealthcheck {

  /** Docker refuses shorter ones. */
  private static final Duration SHORTEST = Duration.ofMillis(1);

  private static final String REMEDY =
      "write a text, or a list that begins with CMD, CMD-SHELL or NONE";

  private ComposeHealthcheck() {}

  static Optional<Healthcheck> read(Value value) {
    return value.fields("write test: below it").flatMap(ComposeHealthcheck::read);
  }

  private static Optional<Healthcheck> read(Fields fields) {
    fields.refuseOthers(
        Set.of("test", "interval", "timeout", "retries", "start_period", "disable"),
        Map.of("start_interval", "remove it; older Docker Engines do not know it"));
    boolean disabled =
        fields.get("disable").flatMap(v -> v.bool("write true or false")).orElse(false);
    Optional<List<String>> test =
        disabled && !fields.has("test")
            ? Optional.of(List.of("NONE"))
            : fields.require("test", REMEDY).flatMap(ComposeHealthcheck::test);
    Optional<Duration> interval = duration(fields, "interval");
    Optional<Duration> timeout = duration(fields, "timeout");
    Optional<Duration> startPeriod = duration(fields, "start_period");
    Optional<Integer> retries =
        fields
            .get("retries")
            .flatMap(v -> v.integer(1, Integer.MAX_VALUE, "write how often, at least 1"))
            .map(Long::intValue);
    return test.map(words ->
        new Healthcheck(
            disabled ? List.of("NONE") : words, interval, timeout, startPeriod, retries));
  }

  private static Optional<Duration> duration(Fields fields, String key) {
    return fields.get(key).flatMap(value -> Durations.read(value, SHORTEST));
  }

  private static Optional<List<String>> test(Value value) {
    if (!value.isList()) {
      return value.string(REMEDY).map(text -> List.of("CMD-SHELL", text));
    }
    List<String> words = new ArrayList<>();
    for (Value item : value.list(REMEDY).orElse(List.of())) {
      Optional<String> word = item.string("write a text");
      if (word.isEmpty()) {
        return Optional.empty();
      }
      words.add(word.get());
    }
    if (isTest(words)) {
      return Optional.of(words);
    }
    String first = words.isEmpty() ? "an empty list" : Shown.quoted(words.getFirst()) + " …";
    value.problem(first + " is not a health check", REMEDY);
    return Optional.empty();
  }

  private static boolean isTest(List<String> words) {
    return switch (words.isEmpty() ? "" : words.getFirst()) {
      case "NONE" -> words.size() == 1;
      case "CMD" -> words.size() >= 2;
      case "CMD-SHELL" -> words.size() == 2;
      default -> false;
    };
  }
}
