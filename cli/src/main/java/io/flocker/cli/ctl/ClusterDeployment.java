package io.flocker.cli.ctl;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.flocker.cli.rest.RestClient;
import io.flocker.core.model.Application;
import io.flocker.core.model.Configuration;
import io.flocker.core.problem.Problem;
import io.flocker.core.problem.ProblemException;
import io.flocker.core.read.SourceFile;
import io.flocker.core.read.SourceJson;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Hands a deployment to the control service of a cluster and waits until everything is as wanted.
 * Used by one thread.
 */
public final class ClusterDeployment {

  private static final String COMPOSE = "/v1/configuration/_compose";
  private static final String PLAN = "/v1/plan";

  /**
   * What shall be.
   *
   * @param configuration what the two files mean
   * @param envFiles the text of each file that an {@code env_file} names, by that name
   * @param force even where a lease, or a node that is not heard, speaks against it
   */
  public record Wanted(
      Configuration configuration,
      SourceFile deployment,
      SourceFile applications,
      Map<String, String> envFiles,
      boolean force) {

    public Wanted {
      envFiles = Map.copyOf(envFiles);
    }

    private JsonNode body() {
      ObjectNode body = JsonNodeFactory.instance.objectNode();
      body.set("deployment", SourceJson.of(deployment));
      body.set("applications", SourceJson.of(applications));
      ObjectNode files = body.putObject("env_files");
      envFiles.forEach(files::put);
      return body;
    }

    private @Nullable String query() {
      return force ? "force=true" : null;
    }

    private Aim aim() {
      return new Aim(
          placed().map(application -> application.name().value()).collect(Collectors.toSet()),
          placed()
              .flatMap(application -> application.volumes().stream())
              .map(volume -> volume.dataset().toString())
              .collect(Collectors.toSet()));
    }

    private Stream<Application> placed() {
      return configuration.placements().map(Map.Entry::getValue);
    }
  }

  private final RestClient client;
  private final DeploymentOutput output;
  private final Duration patience;

  /**
   * @param patience how long nothing may change before it is given up
   */
  public ClusterDeployment(RestClient client, DeploymentOutput output, Duration patience) {
    this.client = client;
    this.output = output;
    this.patience = patience;
  }

  /**
   * Shows what would change; changes nothing.
   *
   * @throws ProblemException if the service refuses the deployment or cannot be reached
   */
  public void plan(Wanted wanted) {
    output.planned(changes(wanted, wanted.body()));
  }

  /**
   * Brings it about.
   *
   * @throws ProblemException if that is refused, cannot be, or does not come about in time
   */
  public void run(Wanted wanted) {
    JsonNode body = wanted.body();
    List<JsonNode> changes = changes(wanted, body);
    output.planned(changes);
    if (!changes.isEmpty()) {
      client.post(COMPOSE, wanted.query(), body);
    }
    new Arrival(client, output, patience).await(wanted.aim());
    // Everything is as wanted; but perhaps as somebody else has wanted it meanwhile.
    if (!changes(wanted, body).isEmpty()) {
      throw new ProblemException(
          new Problem(
              Problem.Kind.CONFIGURATION,
              "control service " + client.address(),
              "while this deployment was carried out, somebody else asked for something different",
              "see `flockerctl events --since` or ask them; then deploy again"));
    }
    output.reached();
  }

  private List<JsonNode> changes(Wanted wanted, JsonNode body) {
    return client.post(PLAN, wanted.query(), body).path("changes").valueStream().toList();
  }
}
