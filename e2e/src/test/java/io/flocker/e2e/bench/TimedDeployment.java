package io.flocker.e2e.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.flocker.e2e.lab.Lab;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;

/** A deployment that has ended well, and when it said what. */
record TimedDeployment(List<Event> events) {

  private static final JsonMapper JSON = JsonMapper.builder().build();

  /**
   * @param at microseconds since 1970
   * @param name such as {@code FREEZE}, {@code began start application postgres}
   */
  record Event(long at, String name) {}

  static long now() {
    return ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now());
  }

  /** Runs a {@code flocker-deploy --json}. */
  static TimedDeployment run(List<String> command) {
    List<Event> events = new ArrayList<>();
    StringBuilder said = new StringBuilder();
    try {
      Process process = Lab.outsideProcess(command).redirectErrorStream(true).start();
      process.getOutputStream().close();
      try (BufferedReader lines = process.inputReader()) {
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
          long at = now();
          said.append(line).append('\n');
          String name = name(JSON.readTree(line).path("message"));
          if (!name.isEmpty()) {
            events.add(new Event(at, name));
          }
        }
      }
      if (process.waitFor() != 0) {
        throw new AssertionError(said);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(said.toString(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted", e);
    }
    return new TimedDeployment(events);
  }

  private static String name(JsonNode message) {
    return switch (message.path("type").asText()) {
      case "moving" -> message.path("phase").asText();
      case "step-began" -> "began " + message.path("step").asText();
      case "step-ended" -> "ended " + message.path("step").asText();
      case "told" -> message.path("notice").path("notice").asText();
      default -> "";
    };
  }

  /** When the first event came whose name begins so. */
  long at(String name) {
    return events.stream()
        .filter(event -> event.name().startsWith(name))
        .mapToLong(Event::at)
        .findFirst()
        .orElseThrow(() -> new AssertionError("no event " + name + " in " + events));
  }

  /** What happened in a span of time, one line each with the milliseconds since its beginning. */
  String within(Polling.Gap gap) {
    StringBuilder text = new StringBuilder();
    for (Event event : events) {
      if (event.at() >= gap.from() - 50_000 && event.at() <= gap.to() + 50_000) {
        text.append(
            "    %8.1f ms  %s%n".formatted((event.at() - gap.from()) / 1000.0, event.name()));
      }
    }
    return text.toString();
  }
}
