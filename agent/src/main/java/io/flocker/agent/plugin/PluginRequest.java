package io.flocker.agent.plugin;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.flocker.core.problem.Problem;
import io.flocker.core.problem.ProblemException;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What Docker sends with a call; what else it sends is passed over.
 *
 * @param id of a mount; Docker before 1.12 sends none
 */
record PluginRequest(
    @JsonProperty("Name") @Nullable String name,
    @JsonProperty("ID") @Nullable String id,
    @JsonProperty("Opts") @Nullable Map<String, @Nullable Object> options) {

  static final PluginRequest EMPTY = new PluginRequest(null, null, null);

  String requireName() {
    if (name == null || name.isEmpty()) {
      throw new ProblemException(
          new Problem(
              Problem.Kind.CONFIGURATION,
              "",
              "the call names no volume, as Docker's do when it repeats one whose answer it has"
                  + " not got because this node's agent ended meanwhile",
              "run the command again"));
    }
    return name;
  }

  String idOrNone() {
    return Optional.ofNullable(id).orElse("");
  }

  Map<String, ? extends @Nullable Object> allOptions() {
    return options == null ? Map.of() : options;
  }
}
