package io.flocker.control.rest;

import io.flocker.api.certificate.Role;
import io.flocker.control.compose.Composition;
import io.flocker.control.compose.Directory;
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
 * it. It is carried out as a whole or not at all.
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
            "POST", "/v1/configuration/_compose", Role.OPERATOR, (request, _) -> compose(request)));
  }

  private Response compose(Request request) {
    boolean force = DatasetResource.force(request);
    Body body = Body.of(request, Set.of("applications", "deployment"));
    String deployment = body.requiredObject("deployment");
    String applications = body.requiredObject("applications");
    body.check();
    Configuration wanted = read(deployment, applications);
    Outcome outcome = attempt(request, wanted, force);
    for (int i = 1; i < TRIES && outcome instanceof Outcome.Refused; i++) {
      outcome = attempt(request, wanted, force);
    }
    return switch (outcome) {
      case Outcome.Done _ -> Response.nothing();
      case Outcome.Refused(Refusal refusal) -> throw Statuses.exception(refusal);
    };
  }

  private static Configuration read(String deployment, String applications) {
    try {
      return ConfigurationReader.read(
          new SourceFile("deployment", deployment),
          new SourceFile("applications", applications),
          EnvFiles.NONE);
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
    ClusterConfiguration now = parts.store().snapshot();
    Composition.Result result =
        Composition.of(wanted, Directory.of(new View(now, parts.cluster().now())), now, force);
    if (!result.problems().isEmpty()) {
      throw wrong(result.problems());
    }
    refuse(now, result.commands());
    return submissions.outcome(
        request, new Command.Together("deployment", result.commands()), Condition.NONE);
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
