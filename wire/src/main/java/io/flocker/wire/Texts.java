package io.flocker.wire;

import com.google.protobuf.ByteString;
import io.flocker.core.json.Json;
import io.flocker.core.model.NodeId;
import java.io.IOException;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/** How single values are written in messages: an empty text and a time of 0 stand for none. */
final class Texts {

  private Texts() {}

  static Optional<String> optional(String text) {
    return text.isEmpty() ? Optional.empty() : Optional.of(text);
  }

  static Optional<Instant> time(long milliseconds) {
    return milliseconds == 0 ? Optional.empty() : Optional.of(Instant.ofEpochMilli(milliseconds));
  }

  static long milliseconds(Optional<Instant> time) {
    return time.map(Instant::toEpochMilli).orElse(0L);
  }

  /** Only the form of 36 characters: Java's own parser takes shortened ones too. */
  static UUID uuid(String text) {
    if (text.length() != 36) {
      throw new IllegalArgumentException("\"" + text + "\" is not a UUID of 36 characters");
    }
    return UUID.fromString(text);
  }

  static NodeId node(String text) {
    return new NodeId(uuid(text));
  }

  /** A value of the model, as JSON. */
  static ByteString json(Object value) {
    return ByteString.copyFromUtf8(Json.write(value));
  }

  /** Throws IllegalArgumentException that says what does not fit. */
  static <T> T value(ByteString json, Class<T> type) {
    try {
      return Json.read(json.toStringUtf8(), type);
    } catch (IOException e) {
      throw new IllegalArgumentException(
          "a " + type.getSimpleName() + " cannot be read: " + e.getMessage(), e);
    }
  }
}
