package io.flocker.agent.plugin;

import io.flocker.core.json.Json;
import java.util.Map;

/**
 * An answer.
 *
 * @param status of HTTP; 0: see {@link #none}
 * @param json its body
 * @param unwanted undoes what was done, for a caller who has gone or gave up before it heard of it
 */
record Reply(int status, String json, Runnable unwanted) {

  static Reply of(Map<String, ?> body) {
    return of(body, () -> {});
  }

  static Reply of(Map<String, ?> body, Runnable unwanted) {
    return new Reply(200, Json.write(body), unwanted);
  }

  /** Docker shows the reason to who asked. */
  static Reply failed(String why) {
    return of(Map.of("Err", why));
  }

  /** Silence, for what Docker would take any words about for the wrong ones. */
  static Reply none() {
    return new Reply(0, "", () -> {});
  }

  /** Whether the connection ends without a word. */
  boolean isNone() {
    return status == 0;
  }

  /** No call of the protocol. */
  static Reply refused(int status, String why) {
    return new Reply(status, Json.write(Map.of("Err", why)), () -> {});
  }
}
