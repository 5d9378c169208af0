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

/** Writes durations in ISO 8601 form; all that we need of the much larger date and time module. */
final class DurationModule extends SimpleModule {

  private static final long serialVersionUID = 1L;

  DurationModule() {
    addSerializer(
        Duration.class,
        new StdScalarSerializer<>(Duration.class) {
          private static final long serialVersionUID = 1L;

          @Override
          public void serialize(Duration value, JsonGenerator out, SerializerProvider provider)
              throws IOException {
            out.writeString(value.toString());
          }
        });
    addDeserializer(
        Duration.class,
        new StdScalarDeserializer<>(Duration.class) {
          private static final long serialVersionUID = 1L;

          @Override
          public Duration deserialize(JsonParser in, DeserializationContext context)
              throws IOException {
            return Duration.parse(in.getText());
          }
        });
  }
}
