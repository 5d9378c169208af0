package io.flocker.core.model;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.util.OptionalInt;

/** What happens when a container ends by itself. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "name")
@JsonSubTypes({
  @JsonSubTypes.Type(value = RestartPolicy.Never.class, name = "never"),
  @JsonSubTypes.Type(value = RestartPolicy.Always.class, name = "always"),
  @JsonSubTypes.Type(value = RestartPolicy.OnFailure.class, name = "on-failure"),
})
public sealed interface RestartPolicy {

  /** It stays ended. */
  record Never() implements RestartPolicy {}

  /** It is started again, whatever its exit status. */
  record Always() implements RestartPolicy {}

  /** It is started again after a non-zero exit status, at most so many times. */
  record OnFailure(OptionalInt maximumRetryCount) implements RestartPolicy {}
}
