package io.flocker.cli.rest;

import com.fasterxml.jackson.databind.JsonNode;
import io.flocker.core.json.Json;
import io.flocker.core.problem.Problem;
import io.flocker.core.problem.ProblemException;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What the service answered: a value, or the reason that it gives for refusing. Pure. */
final class Answers {

  private static final int FIRST_ERROR = 400;
  private static final int UNAVAILABLE = 503;
  private static final int SHOWN = 200;

  private Answers() {}

  static JsonNode of(ServiceAddress address, HttpResponse<String> response) {
    int status = response.statusCode();
    if (status >= FIRST_ERROR) {
      throw refusal(address, status, response.body());
    }
    return read(response.body()).orElseThrow(() -> foreign(address, status, response.body()));
  }

  /** The service's own words, and each violation that it lists. */
  static ProblemException refusal(ServiceAddress address, int status, String body) {
    Optional<JsonNode> json = read(body);
    String description = json.map(value -> value.path("description").asText()).orElse("");
    if (description.isEmpty()) {
      return foreign(address, status, body);
    }
    List<Problem> problems = new ArrayList<>();
    problems.add(told(address, status, description));
    for (JsonNode error : json.orElseThrow().path("errors")) {
      if (!description.contains(error.asText())) {
        problems.add(told(address, status, error.asText()));
      }
    }
    return new ProblemException(problems);
  }

  /** What a service that ends, or has too much to do, cannot do now it can do later. */
  private static Problem told(ServiceAddress address, int status, String what) {
    return status == UNAVAILABLE
        ? new Problem(Problem.Kind.TRANSPORT, "control service " + address, what, "")
        : new Problem(Problem.Kind.CONFIGURATION, "", what, "");
  }

  private static Optional<JsonNode> read(String body) {
    try {
      return Optional.ofNullable(Json.read(body, JsonNode.class));
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  private static ProblemException foreign(ServiceAddress address, int status, String body) {
    String shown = body.strip().lines().findFirst().orElse("");
    return new ProblemException(
        new Problem(
            Problem.Kind.TRANSPORT,
            "control service " + address,
            "it answered with status "
                + status
                + " and something that is not of Flocker's API: \""
                + (shown.length() > SHOWN ? shown.substring(0, SHOWN) + "…" : shown)
                + "\"",
            "check the address and the port, and that no proxy answers in its place"));
  }
}
