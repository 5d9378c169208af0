package io.flocker.node.docker;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.github.dockerjava.api.command.InspectContainerResponse;
import io.flocker.core.model.RestartPolicy;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** Restart policies in the engine's form, and as the text of a label. */
final class RestartPolicies {

  private static final String ON_FAILURE = "on-failure";

  /** The client's own constant has an empty name, which to the engine means not to change it. */
  private static final com.github.dockerjava.api.model.RestartPolicy NO =
      new ObjectMapper()
          .convertValue(Map.of("Name", "no"), com.github.dockerjava.api.model.RestartPolicy.class);

  private RestartPolicies() {}

  static com.github.dockerjava.api.model.RestartPolicy toEngine(RestartPolicy policy) {
    return switch (policy) {
      case RestartPolicy.Never() -> NO;
      case RestartPolicy.Always() -> com.github.dockerjava.api.model.RestartPolicy.alwaysRestart();
      case RestartPolicy.OnFailure(var most) ->
          com.github.dockerjava.api.model.RestartPolicy.onFailureRestart(most.orElse(0));
    };
  }

  static RestartPolicy of(InspectContainerResponse container) {
    return fromEngine(container.getHostConfig().getRestartPolicy());
  }

  /** A policy that we do not have ({@code unless-stopped}) also makes containers run again. */
  static RestartPolicy fromEngine(com.github.dockerjava.api.model.@Nullable RestartPolicy policy) {
    String name =
        Optional.ofNullable(policy)
            .map(com.github.dockerjava.api.model.RestartPolicy::getName)
            .orElse("");
    return switch (name) {
      case "", "no" -> new RestartPolicy.Never();
      case ON_FAILURE ->
          onFailure(
              Optional.ofNullable(policy)
                  .map(com.github.dockerjava.api.model.RestartPolicy::getMaximumRetryCount)
                  .orElse(0));
      default -> new RestartPolicy.Always();
    };
  }

  static String text(RestartPolicy policy) {
    return switch (policy) {
      case RestartPolicy.Never() -> "never";
      case RestartPolicy.Always() -> "always";
      case RestartPolicy.OnFailure(var most) -> ON_FAILURE + ":" + most.orElse(0);
    };
  }

  /** The reverse of {@link #text}; throws {@link IllegalArgumentException} for anything else. */
  static RestartPolicy parse(String text) {
    if (text.startsWith(ON_FAILURE + ":")) {
      return onFailure(Integer.parseInt(text.substring(ON_FAILURE.length() + 1)));
    }
    return switch (text) {
      case "never" -> new RestartPolicy.Never();
      case "always" -> new RestartPolicy.Always();
      default -> throw new IllegalArgumentException("restart policy: '" + text + "'");
    };
  }

  /** The engine has 0 for no limit. */
  private static RestartPolicy onFailure(int most) {
    return new RestartPolicy.OnFailure(most == 0 ? OptionalInt.empty() : OptionalInt.of(most));
  }
}
