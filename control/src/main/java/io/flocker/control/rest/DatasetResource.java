package io.flocker.control.rest;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.flocker.api.certificate.Role;
import io.flocker.control.model.ClusterConfiguration;
import io.flocker.control.model.Command;
import io.flocker.control.model.Condition;
import io.flocker.control.model.Dataset;
import io.flocker.control.model.Decision;
import io.flocker.control.store.ConfigurationStore;
import io.flocker.core.model.DatasetId;
import io.flocker.core.model.NodeId;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;

/** {@code /v1/configuration/datasets}. */
final class DatasetResource {

  private static final String PATH = "/v1/configuration/datasets";
  private static final String TAG = "x-configuration-tag";
  private static final String IF_TAG = "x-if-configuration-matches";

  private final ConfigurationStore store;

  DatasetResource(ConfigurationStore store) {
    this.store = store;
  }

  Stream<Route> routes() {
    return Stream.of(
        Route.of("GET", PATH, Role.VIEWER, (_, _) -> list()),
        Route.of("POST", PATH, Role.OPERATOR, (request, _) -> create(request)),
        Route.of("POST", PATH + "/{}", Role.OPERATOR, this::move),
        Route.of("DELETE", PATH + "/{}", Role.OPERATOR, this::delete));
  }

  private Response list() {
    ClusterConfiguration now = store.snapshot();
    return new Response(
        200, Map.of(TAG, now.tag()), Json.array(now.datasets().values(), DatasetResource::form));
  }

  private Response create(Request request) {
    Condition condition = condition(request);
    Body body =
        Body.of(request, Set.of("primary", "dataset_id", "maximum_size", "metadata", "deleted"));
    NodeId primary = body.requiredNodeId("primary");
    Optional<DatasetId> id = body.datasetId("dataset_id");
    Command command =
        new Command.CreateDataset(
            id.orElseGet(() -> new DatasetId(UUID.randomUUID())),
            primary,
            body.maximumSize("maximum_size"),
            body.metadata("metadata"));
    body.onlyFalse("deleted");
    body.check();
    return Response.of(201, form(Submission.of(store, request, command, condition)));
  }

  private Response move(Request request, String key) {
    Condition condition = condition(request);
    boolean force = force(request);
    DatasetId id = id(key);
    Body body = Body.of(request, Set.of("primary"));
    Command command = new Command.MoveDataset(id, body.nodeId("primary"), force);
    body.check();
    return Response.ok(form(Submission.of(store, request, command, condition)));
  }

  private Response delete(Request request, String key) {
    Condition condition = condition(request);
    Command command = new Command.DeleteDataset(id(key), force(request));
    return Response.ok(form(Submission.of(store, request, command, condition)));
  }

  /** Looked at before the body, and once more when the command is decided on. */
  private Condition condition(Request request) {
    Condition condition = Condition.tags(new HashSet<>(request.header(IF_TAG)));
    condition
        .refusal(store.snapshot())
        .ifPresent(refusal -> {
          throw Statuses.exception(refusal);
        });
    return condition;
  }

  /** What can lose data needs more than to see the working day through. */
  static boolean force(Request request) {
    boolean force = request.flag("force");
    if (force) {
      Api.require(request, Role.ADMIN);
    }
    return force;
  }

  private static DatasetId id(String key) {
    try {
      return DatasetId.parse(key);
    } catch (IllegalArgumentException e) {
      throw new ApiException(404, "Dataset not found: \"" + key + "\" is not the id of any.");
    }
  }

  private static ObjectNode form(Decision.Accepted accepted) {
    return form((Dataset) accepted.subject().orElseThrow());
  }

  private static ObjectNode form(Dataset dataset) {
    ObjectNode form =
        Json.object()
            .put("dataset_id", dataset.key())
            .put("primary", dataset.primary().toString())
            .put("deleted", dataset.isDeleted());
    ObjectNode metadata = form.putObject("metadata");
    dataset.metadata().forEach(metadata::put);
    dataset.maximumSize().ifPresent(size -> form.put("maximum_size", size.bytes()));
    return form;
  }
}
