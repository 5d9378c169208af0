package io.flocker.wire;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import com.google.protobuf.ByteString;
import java.io.IOException;

/** JSON inside of messages, with the settings of the JSON that nodes write. */
final class Json {

  private static final ObjectMapper MAPPER =
      JsonMapper.builder()
          .addModule(new Jdk8Module())
          .addModule(new DurationModule())
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .build();

  private Json() {}

  static ByteString write(Object value) {
    try {
      return ByteString.copyFrom(MAPPER.writeValueAsBytes(value));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a value of our own cannot be written as JSON", e);
    }
  }

  /** Throws IllegalArgumentException that says what does not fit. */
  static <T> T read(ByteString json, Class<T> type) {
    try {
      return MAPPER.readValue(json.newInput(), type);
    } catch (IOException e) {
      throw new IllegalArgumentException(
          "a " + type.getSimpleName() + " cannot be read: " + e.getMessage(), e);
    }
  }
}
