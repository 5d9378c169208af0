package io.flocker.control.rest;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.flocker.api.certificate.Role;
import io.flocker.control.model.Command;
import io.flocker.control.model.Container;
import io.flocker.control.store.ConfigurationStore;
import io.flocker.core.model.Application;
import io.flocker.core.model.ApplicationName;
import io.flocker.core.model.RestartPolicy;
import java.util.Set;
import java.util.stream.Stream;

/** {@code /v1/configuration/containers}. */
final class ContainerResource {

  private static final String PATH = "/v1/configuration/containers";

  private final ConfigurationStore store;

  ContainerResource(ConfigurationStore store) {
    this.store = store;
  }

  Stream<Route> routes() {
    return Stream.of(
        Route.of(
            "GET",
            PATH,
            Role.VIEWER,
            (_, _) ->
                Response.ok(
                    Json.array(store.snapshot().containers().values(), ContainerResource::form))),
        Route.of("POST", PATH + "/{}", Role.OPERATOR, this::move),
        Route.of("DELETE", PATH + "/{}", Role.OPERATOR, this::delete));
  }

  private Response move(Request request, String key) {
    boolean force = DatasetResource.force(request);
    Body body = Body.of(request, Set.of("node_uuid"));
    Command command = new Command.MoveContainer(name(key), body.requiredNodeId("node_uuid"), force);
    body.check();
    return Response.ok(
        form((Container) Submission.of(store, request, command).subject().orElseThrow()));
  }

  private Response delete(Request request, String key) {
    Submission.of(store, request, new Command.DeleteContainer(name(key)));
    return Response.nothing();
  }

  private static ApplicationName name(String key) {
    if (!ApplicationName.isLegal(key)) {
      throw new ApiException(404, "Container not found: \"" + key + "\" is not the name of any.");
    }
    return new ApplicationName(key);
  }

  private static ObjectNode form(Container container) {
    Application application = container.application();
    ObjectNode form =
        Json.object()
            .put("node_uuid", container.node().toString())
            .put("name", container.key())
            .put("image", application.image().toString());
    form.set("restart_policy", form(application.restartPolicy()));
    ArrayNode volumes = form.putArray("volumes");
    application
        .volumes()
        .forEach(volume ->
            volumes
                .addObject()
                .put("dataset_id", volume.dataset().toString())
                .put("mountpoint", volume.mountpoint()));
    ArrayNode ports = form.putArray("ports");
    application
        .ports()
        .forEach(port ->
            ports.addObject().put("internal", port.internal()).put("external", port.external()));
    ArrayNode links = form.putArray("links");
    application
        .links()
        .forEach(link ->
            links
                .addObject()
                .put("alias", link.alias())
                .put("local_port", link.localPort())
                .put("remote_port", link.remotePort()));
    ObjectNode environment = form.putObject("environment");
    application.environment().forEach(environment::put);
    application.limits().memory().ifPresent(memory -> form.put("memory_limit", memory.bytes()));
    application.limits().cpuShares().ifPresent(shares -> form.put("cpu_shares", shares));
    application
        .process()
        .command()
        .ifPresent(words -> words.forEach(form.putArray("command_line")::add));
    // The original says nothing about what a container does not have.
    Stream.of("volumes", "ports", "links", "environment")
        .filter(name -> form.get(name).isEmpty())
        .forEach(form::remove);
    return form;
  }

  private static ObjectNode form(RestartPolicy policy) {
    return switch (policy) {
      case RestartPolicy.Never _ -> Json.object().put("name", "never");
      case RestartPolicy.Always _ -> Json.object().put("name", "always");
      case RestartPolicy.OnFailure failure -> {
        ObjectNode form = Json.object().put("name", "on-failure");
        failure.maximumRetryCount().ifPresent(count -> form.put("maximum_retry_count", count));
        yield form;
      }
    };
  }
}
