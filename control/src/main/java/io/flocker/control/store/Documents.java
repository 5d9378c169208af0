package io.flocker.control.store;

import com.fasterxml.jackson.annotation.JsonAutoDetect.Visibility;
import com.fasterxml.jackson.annotation.PropertyAccessor;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import io.flocker.control.model.Command;
import io.flocker.control.model.Container;
import io.flocker.control.model.Dataset;
import io.flocker.control.model.DatasetSnapshot;
import io.flocker.control.model.Entity;
import io.flocker.control.model.Home;
import io.flocker.control.model.Kind;
import io.flocker.control.model.Lease;
import io.flocker.control.model.Node;

/** Objects and commands as the JSON documents of the store. */
final class Documents {

  // What an object says of itself beside its components (such as "is deleted") is not stored.
  private static final ObjectMapper MAPPER =
      JsonMapper.builder()
          .addModule(new Jdk8Module())
          .addModule(new JavaTimeModule())
          .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
          .disable(SerializationFeature.WRITE_DURATIONS_AS_TIMESTAMPS)
          .visibility(PropertyAccessor.IS_GETTER, Visibility.NONE)
          .build();

  private Documents() {}

  static String write(Entity entity) {
    return text(entity);
  }

  static String write(Command command) {
    return text(command);
  }

  private static String text(Object value) {
    try {
      return MAPPER.writeValueAsString(value);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a value of our own cannot be written as JSON", e);
    }
  }

  /** Reads what {@link #write} wrote; the exception says what does not fit. */
  static Entity read(Kind kind, String document) throws JsonProcessingException {
    return MAPPER.readValue(document, type(kind));
  }

  private static Class<? extends Entity> type(Kind kind) {
    return switch (kind) {
      case DATASET -> Dataset.class;
      case CONTAINER -> Container.class;
      case LEASE -> Lease.class;
      case NODE -> Node.class;
      case HOME -> Home.class;
      case SNAPSHOT -> DatasetSnapshot.class;
    };
  }
}
