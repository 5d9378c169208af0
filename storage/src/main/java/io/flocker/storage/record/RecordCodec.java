package io.flocker.storage.record;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import io.flocker.core.model.DatasetId;
import io.flocker.core.problem.Problem;
import io.flocker.core.problem.ProblemException;
import io.flocker.core.state.VolumeRecord;

/** A {@link VolumeRecord} as one line of JSON, the same for every driver. */
public final class RecordCodec {

  private static final int VERSION = 1;
  private static final ObjectMapper MAPPER =
      JsonMapper.builder()
          .addModule(new Jdk8Module())
          .defaultPropertyInclusion(
              JsonInclude.Value.construct(
                  JsonInclude.Include.NON_ABSENT, JsonInclude.Include.NON_ABSENT))
          .build();

  private RecordCodec() {}

  private record Versioned(int version, VolumeRecord record) {}

  /** The record as text without line breaks. */
  public static String encode(VolumeRecord record) {
    try {
      return MAPPER.writeValueAsString(new Versioned(VERSION, record));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a record can always be written as text", e);
    }
  }

  /**
   * Reads what {@link #encode} wrote for {@code dataset}. Anything else is refused, because a copy
   * whose owner is not known must be neither used nor replaced.
   */
  public static VolumeRecord decode(String text, DatasetId dataset, String place) {
    try {
      Versioned versioned = MAPPER.readValue(text, Versioned.class);
      if (versioned.version() != VERSION) {
        throw invalid(place, "is of version " + versioned.version() + " (expected: 1)", null);
      }
      if (!versioned.record().dataset().equals(dataset)) {
        throw invalid(place, "is that of dataset " + versioned.record().dataset(), null);
      }
      return versioned.record();
    } catch (JsonProcessingException e) {
      throw invalid(place, "cannot be read: " + e.getOriginalMessage(), e);
    }
  }

  private static ProblemException invalid(
      String place, String what, @org.jspecify.annotations.Nullable Throwable cause) {
    return new ProblemException(
        new Problem(
            Problem.Kind.OWNERSHIP,
            place,
            "the volume's record " + what,
            "nothing was changed; restore the record from another copy or move the volume away"),
        cause);
  }
}
