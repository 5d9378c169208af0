package io.flocker.control.rest;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.flocker.api.certificate.Role;
import io.flocker.control.compose.Composition;
import io.flocker.control.compose.Directory;
import io.flocker.control.compose.PlannedChange;
import io.flocker.control.model.ClusterConfiguration;
import io.flocker.control.model.Command;
import io.flocker.control.model.Condition;
import io.flocker.control.model.Decision;
import io.flocker.control.model.Decisions;
import io.flocker.control.model.Refusal;
import io.flocker.control.status.View;
import io.flocker.control.store.Outcome;
import io.flocker.core.model.Configuration;
import io.flocker.core.problem.Problem;
import io.flocker.core.problem.ProblemException;
import io.flocker.core.read.ConfigurationReader;
import io.flocker.core.read.EnvFiles;
import io.flocker.core.read.SourceFile;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * {@code /v1/configuration/_compose}: a whole deployment at once, as {@code flocker-deploy} sends
 * it. It is carried out as a whole or not at all. {@code /v1/plan} tells what that would do.
 */
final class ComposeResource {

  /** How often the commands are worked out anew because something else changed meanwhile. */
  private static final int TRIES = 10;

  private final Api.Parts parts;
  private final Submissions submissions;

  ComposeResource(Api.Parts parts, Submissions submissions) {
    this.parts = parts;
    this.submissions = submissions;
  }

  Stream<Route> routes() {
    return Stream.of(
        Route.of(
            "POST", "/v1/configuration/_compose", Role.OPERATOR, (request, _) -> compose(request)),
        Route.of("POST", "/v1/plan", Role.VIEWER, (request, _) -> plan(request)));
  }

  private Response plan(Request request) {
    boolean force = DatasetResource.force(request);
    Configuration wanted = wanted(request);
    View now = view();
    ArrayNode changes = Json.array();
    commands(wanted, now, force).stream()
        .map(command -> form(PlannedChange.of(command, now)))
        .forEach(changes::add);
    return Response.ok(Json.object().set("changes", changes));
  }

  private static ObjectNode form(PlannedChange change) {
    ObjectNode form = Json.object().put("action", change.action().toString());
    form.putObject("object").put("kind", change.kind().toString()).put("id", change.key());
    change.from().ifPresent(node -> form.put("from", node.toString()));
    change.to().ifPresent(node -> form.put("to", node.toString()));
    change.used().ifPresent(size -> form.put("used", size.bytes()));
    return form.put("sentence", change.sentence());
  }

  private View view() {
    return new View(parts.store().snapshot(), parts.cluster().now());
  }

  private static Configuration wanted(Request request) {
    Body body = Body.of(request, Set.of("applications", "deployment", "env_files"));
    String deployment = body.requiredObject("deployment");
    String applications = body.requiredObject("applications");
    Map<String, String> files = body.texts("env_files");
    body.check();
    return read(deployment, applications, files);
  }

  private Response compose(Request request) {
    boolean force = DatasetResource.force(request);
    Configuration wanted = wanted(request);
    Outcome outcome = attempt(request, wanted, force);
    for (int i = 1; i < TRIES && outcome instanceof Outcome.Refused; i++) {
      outcome = attempt(request, wanted, force);
    }
    return switch (outcome) {
      case Outcome.Done _ -> Response.nothing();
      case Outcome.Refused(Refusal refusal) -> throw Statuses.exception(refusal);
    };
  }

  private static Configuration read(
      String deployment, String applications, Map<String, String> envFiles) {
    try {
      return ConfigurationReader.read(
          new SourceFile("deployment", deployment),
          new SourceFile("applications", applications),
          path -> {
            String content = envFiles.get(path);
            return content == null ? EnvFiles.NONE.read(path) : content;
          });
    } catch (ProblemException e) {
      throw wrong(e.problems().stream().map(ComposeResource::told).toList());
    }
  }

  /** The lines and columns are those of a text that the caller never saw. */
  private static String told(Problem problem) {
    return problem.sentence().replaceAll("\\b(deployment|applications):[0-9]+:[0-9]+:? ?", "$1: ");
  }

  private static ApiException wrong(List<String> problems) {
    return new ApiException(
        400,
        "The applications and the deployment cannot be used together: "
            + problems.getFirst()
            + (problems.size() > 1 ? "; and " + (problems.size() - 1) + " more problems" : ""),
        problems,
        Map.of());
  }

  private Outcome attempt(Request request, Configuration wanted, boolean force) {
    return submissions.outcome(
        request,
        new Command.Together("deployment", commands(wanted, view(), force)),
        Condition.NONE);
  }

  private List<Command> commands(Configuration wanted, View now, boolean force) {
    Composition.Result result = Composition.of(wanted, Directory.of(now), now.wanted(), force);
    if (!result.problems().isEmpty()) {
      throw wrong(result.problems());
    }
    refuse(now.wanted(), result.commands());
    return result.commands();
  }

  /** Tells all refusals at once, where the store would stop at the first. */
  private void refuse(ClusterConfiguration start, List<Command> commands) {
    List<Refusal> refusals = new ArrayList<>();
    ClusterConfiguration soFar = start;
    for (Command command : commands) {
      switch (Decisions.decide(soFar, command, Condition.NONE, parts.clock().instant())) {
        case Decision.Accepted accepted -> soFar = soFar.at(start.revision(), accepted.changes());
        case Decision.Refused(Refusal refusal) -> refusals.add(refusal);
      }
    }
    if (!refusals.isEmpty()) {
      boolean conflicts = refusals.stream().allMatch(refusal -> Statuses.of(refusal.code()) == 409);
      List<String> descriptions = refusals.stream().map(Refusal::description).toList();
      throw new ApiException(
          conflicts ? 409 : 400, String.join(" ", descriptions), descriptions, Map.of());
    }
  }
}
