package io.flocker.core.json;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.deser.std.StdScalarDeserializer;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.StdScalarSerializer;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Function;

/** Durations and times in ISO 8601 form; all that we need of the much larger module for them. */
final class TimeModule extends SimpleModule {

  private static final long serialVersionUID = 1L;

  TimeModule() {
    add(Duration.class, Duration::parse);
    add(Instant.class, Instant::parse);
  }

  /** A type whose text form is what {@code parse} reads. */
  private <T> void add(Class<T> type, Function<String, T> parse) {
    addSerializer(
        type,
        new StdScalarSerializer<>(type) {
          private static final long serialVersionUID = 1L;

          @Override
          public void serialize(T value, JsonGenerator out, SerializerProvider provider)
              throws IOException {
            out.writeString(String.valueOf(value));
          }
        });
    addDeserializer(
        type,
        new StdScalarDeserializer<>(type) {
          private static final long serialVersionUID = 1L;

          @Override
          public T deserialize(JsonParser in, DeserializationContext context) throws IOException {
            return parse.apply(in.getText());
          }
        });
  }
}
