package io.flocker.control.rest;

import io.flocker.api.certificate.Role;
import io.flocker.control.model.Command;
import io.flocker.control.model.Container;
import io.flocker.control.store.ConfigurationStore;
import io.flocker.core.model.ApplicationName;
import java.util.Set;
import java.util.stream.Stream;

/** {@code /v1/configuration/containers}. */
final class ContainerResource {

  private static final String PATH = "/v1/configuration/containers";

  private final ConfigurationStore store;
  private final Submissions submissions;

  ContainerResource(ConfigurationStore store, Submissions submissions) {
    this.store = store;
    this.submissions = submissions;
  }

  Stream<Route> routes() {
    return Stream.of(
        Route.of(
            "GET",
            PATH,
            Role.VIEWER,
            (_, _) ->
                Response.ok(
                    Json.array(store.snapshot().containers().values(), ContainerForm::write))),
        Route.of("POST", PATH, Role.OPERATOR, (request, _) -> create(request)),
        Route.of("POST", PATH + "/{}", Role.OPERATOR, this::move),
        Route.of("DELETE", PATH + "/{}", Role.OPERATOR, this::delete));
  }

  private Response create(Request request) {
    Body body = Body.of(request, ContainerForm.FIELDS);
    Command command =
        new Command.CreateContainer(body.requiredNodeId("node_uuid"), ContainerForm.read(body));
    body.check();
    return Response.of(
        201,
        ContainerForm.write((Container) submissions.of(request, command).subject().orElseThrow()));
  }

  private Response move(Request request, String key) {
    boolean force = DatasetResource.force(request);
    Body body = Body.of(request, Set.of("node_uuid"));
    Command command = new Command.MoveContainer(name(key), body.requiredNodeId("node_uuid"), force);
    body.check();
    return Response.ok(
        ContainerForm.write((Container) submissions.of(request, command).subject().orElseThrow()));
  }

  private Response delete(Request request, String key) {
    submissions.of(request, new Command.DeleteContainer(name(key)));
    return Response.nothing();
  }

  static ApplicationName name(String key) {
    if (!ApplicationName.isLegal(key)) {
      throw new ApiException(
          404, "Container not found: \"" + Body.cut(key) + "\" is not the name of any.");
    }
    return new ApplicationName(key);
  }
}
