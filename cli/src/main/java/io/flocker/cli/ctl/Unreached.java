package io.flocker.cli.ctl;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;

/**
 * Something that is not as a deployment wants it yet.
 *
 * @param kind of object, in a word
 * @param key its name or id
 * @param progress how far a transfer is
 */
record Unreached(
    String kind,
    String key,
    String phase,
    DatasetInfo.Reasons reasons,
    Optional<DatasetInfo.Progress> progress) {

  static Unreached of(String kind, String key, JsonNode status) {
    return new Unreached(
        kind,
        key,
        status.path("phase").asText(),
        DatasetInfo.Reasons.of(status),
        DatasetInfo.Progress.of(status));
  }

  /** One that the service does not know, though it was asked for. */
  static Unreached unknown(String kind, String key) {
    return new Unreached(
        kind,
        key,
        "unknown",
        new DatasetInfo.Reasons("the control service does not know it", "", ""),
        Optional.empty());
  }

  /** Whether nothing will happen until something else changes. */
  boolean isRefused() {
    return phase.equals("refused");
  }

  /** How an error message calls it. */
  String called() {
    return kind + " " + key;
  }

  /** How it is, in a line. */
  String state() {
    String why = reasons.line();
    return why.isEmpty() ? phase : phase + ": " + why;
  }
}
