package io.flocker.node.docker;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.github.dockerjava.api.exception.DockerException;
import io.flocker.core.problem.Problem;
import io.flocker.core.problem.ProblemException;

/** What the engine said when it refused a request. */
record Refusal(int status, String message) {

  static Refusal of(DockerException thrown) {
    String text = String.valueOf(thrown.getMessage()).strip();
    String body = text.replaceFirst("^Status \\d+: ", "");
    return new Refusal(thrown.getHttpStatus(), message(body));
  }

  /** The engine answers {@code {"message": "..."}}; what stands before it may be anything else. */
  private static String message(String body) {
    if (!body.startsWith("{")) {
      return body;
    }
    try {
      return new ObjectMapper().readTree(body).path("message").asText(body).strip();
    } catch (JsonProcessingException e) {
      return body;
    }
  }

  ProblemException problem(String object, String wish, DockerException thrown) {
    return new ProblemException(
        new Problem(
            Problem.Kind.CONTAINER,
            object,
            "could not " + wish + ": the Docker Engine said: " + message,
            remedy()),
        thrown);
  }

  private String remedy() {
    if (message.contains("port is already allocated")
        || message.contains("address already in use")) {
      return "another program or container of this node has the port; stop it, or choose another"
          + " external port";
    }
    return switch (status) {
      case 400 -> "correct what the engine names in the application's configuration";
      case 404 -> "check the name, and that the engine still has it";
      default -> "see the engine's log (journalctl -u docker) for more";
    };
  }
}
