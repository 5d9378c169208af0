package io.flocker.control.rest;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.flocker.api.certificate.Role;
import io.flocker.control.model.Change;
import io.flocker.control.model.ClusterConfiguration;
import io.flocker.control.model.Command;
import io.flocker.control.model.Condition;
import io.flocker.control.model.Dataset;
import io.flocker.control.model.DatasetSnapshot;
import io.flocker.control.model.Decision;
import io.flocker.control.model.VolumeCommand;
import io.flocker.control.model.VolumeNames;
import io.flocker.control.store.ConfigurationStore;
import io.flocker.core.model.DatasetId;
import io.flocker.core.model.NodeId;
import io.flocker.core.model.Size;
import io.flocker.core.model.UserSnapshot;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
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
  private final Submissions submissions;
  private final EncodedArray<DatasetId, Dataset> encoded = new EncodedArray<>();

  DatasetResource(ConfigurationStore store, Submissions submissions) {
    this.store = store;
    this.submissions = submissions;
  }

  Stream<Route> routes() {
    return Stream.of(
        Route.of("GET", PATH, Role.VIEWER, (_, _) -> list()),
        Route.of("POST", PATH, Role.OPERATOR, (request, _) -> create(request)),
        Route.of("POST", PATH + "/{}", Role.OPERATOR, this::move),
        Route.of("PATCH", PATH + "/{}", Role.OPERATOR, this::update),
        Route.of("DELETE", PATH + "/{}", Role.OPERATOR, this::delete),
        Route.of("POST", PATH + "/{}/restore", Role.OPERATOR, this::restore));
  }

  private Answer list() {
    ClusterConfiguration now = store.snapshot();
    return new Answer.Pieces(
        Map.of(TAG, now.tag()),
        encoded.of(now.datasets(), _ -> false, (_, dataset) -> form(dataset)).iterator());
  }

  private Response create(Request request) {
    Condition condition = condition(request);
    Body body =
        Body.of(
            request,
            Set.of("primary", "dataset_id", "maximum_size", "metadata", "deleted", "from"));
    NodeId primary = body.requiredNodeId("primary");
    DatasetId id = body.datasetId("dataset_id").orElseGet(() -> new DatasetId(UUID.randomUUID()));
    Optional<Size> size = body.maximumSize("maximum_size");
    Map<String, String> metadata = body.metadata("metadata");
    Optional<Body> from = body.object("from", Set.of("dataset_id", "snapshot"));
    Optional<DatasetId> source = from.map(origin -> origin.requiredDatasetId("dataset_id"));
    Optional<String> snapshot =
        from.filter(origin -> origin.has("snapshot"))
            .flatMap(origin -> origin.checkedText("snapshot", DatasetResource::snapshotName));
    body.onlyFalse("deleted");
    body.check();
    if (source.isEmpty()) {
      return answer(
          201,
          submissions.of(
              request, new Command.CreateDataset(id, primary, size, metadata), condition));
    }
    Optional<Size> limit = body.has("maximum_size") ? size : limitOf(source.get());
    return cloned(
        request,
        condition,
        snapshot,
        new Command.CloneDataset(
            id,
            source.get(),
            snapshot.orElseGet(() -> DatasetSnapshot.nameFor(id)),
            primary,
            limit,
            metadata));
  }

  private static String snapshotName(String name) {
    return new UserSnapshot(new UUID(0, 0), name).name();
  }

  private Optional<Size> limitOf(DatasetId source) {
    return store.snapshot().dataset(source).flatMap(Dataset::maximumSize);
  }

  /** Of now, if no snapshot is named: one is taken, and goes when the clone is there. */
  private Response cloned(
      Request request, Condition condition, Optional<String> snapshot, Command.CloneDataset clone) {
    List<Command> parts = new ArrayList<>();
    if (snapshot.isEmpty()) {
      parts.add(
          new Command.CreateSnapshot(
              clone.source(), new UserSnapshot(UUID.randomUUID(), clone.snapshot())));
    }
    parts.add(clone);
    Command command = new Command.Together("clone of dataset " + clone.source(), parts);
    return answer(201, changed(submissions.of(request, command, condition)).orElseThrow());
  }

  /** The dataset after the last change of one. */
  private static Optional<Dataset> changed(Decision.Accepted accepted) {
    return accepted.changes().stream()
        .map(Change::entity)
        .filter(Dataset.class::isInstance)
        .map(Dataset.class::cast)
        .reduce((_, last) -> last);
  }

  private Response move(Request request, String key) {
    Condition condition = condition(request);
    boolean force = force(request);
    DatasetId id = id(key);
    Body body = Body.of(request, Set.of("primary"));
    Command command = new Command.MoveDataset(id, body.nodeId("primary"), force);
    body.check();
    return answer(200, submissions.of(request, command, condition));
  }

  /** Changes what is mentioned, all of it or nothing. */
  private Response update(Request request, String key) {
    Condition condition = condition(request);
    boolean force = force(request);
    DatasetId id = id(key);
    Body body = Body.of(request, Set.of("maximum_size", "metadata", "primary"));
    List<Command> parts = new ArrayList<>();
    if (body.has("maximum_size")) {
      parts.add(new Command.ResizeDataset(id, body.maximumSize("maximum_size")));
    }
    if (body.has("metadata")) {
      parts.add(new Command.UpdateMetadata(id, body.metadata("metadata")));
    }
    // Moving to nowhere changes nothing, and refuses a dataset that is not there or deleted.
    parts.add(new Command.MoveDataset(id, body.nodeId("primary"), force));
    body.check();
    Command command = new Command.Together("update of dataset " + id, parts);
    return answer(
        200,
        changed(submissions.of(request, command, condition))
            .or(() -> store.snapshot().dataset(id))
            .orElseThrow());
  }

  private Response delete(Request request, String key) {
    Condition condition = condition(request);
    Command command = new Command.DeleteDataset(id(key), force(request));
    return answer(200, submissions.of(request, command, condition));
  }

  /** Out of the trash; the body may be left out. */
  private Response restore(Request request, String key) {
    Condition condition = condition(request);
    DatasetId id = id(key);
    Optional<String> name = request.body().isEmpty() ? Optional.empty() : newName(request);
    return answer(
        200, submissions.of(request, new VolumeCommand.RestoreDataset(id, name), condition));
  }

  private static Optional<String> newName(Request request) {
    Body body = Body.of(request, Set.of("name"));
    Optional<String> name =
        body.has("name") ? body.checkedText("name", given -> given) : Optional.empty();
    name.flatMap(VolumeNames::problem).ifPresent(problem -> body.violation("name", problem));
    body.check();
    return name;
  }

  /** Looked at before the body, and once more when the command is decided on. */
  private Condition condition(Request request) {
    Condition condition =
        new Condition(new HashSet<>(request.header(IF_TAG)), Versions.required(request));
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

  static DatasetId id(String key) {
    try {
      return DatasetId.parse(key);
    } catch (IllegalArgumentException e) {
      throw new ApiException(
          404, "Dataset not found: \"" + Body.cut(key) + "\" is not the id of any.");
    }
  }

  private static Response answer(int status, Decision.Accepted accepted) {
    return answer(status, (Dataset) accepted.subject().orElseThrow());
  }

  private static Response answer(int status, Dataset dataset) {
    return new Response(status, Versions.tell(dataset), form(dataset));
  }

  static ObjectNode form(Dataset dataset) {
    ObjectNode form =
        Json.object()
            .put("dataset_id", dataset.key())
            .put("primary", dataset.primary().toString())
            .put("deleted", dataset.isDeleted());
    ObjectNode metadata = form.putObject("metadata");
    dataset.metadata().forEach(metadata::put);
    dataset.maximumSize().ifPresent(size -> form.put("maximum_size", size.bytes()));
    StatusForm.time(form, "trashed", dataset.trash().map(Dataset.Trash::since));
    StatusForm.time(form, "trashed_until", dataset.trash().map(Dataset.Trash::until));
    dataset
        .from()
        .ifPresent(origin ->
            form.putObject("from")
                .put("dataset_id", origin.dataset().toString())
                .put("snapshot", origin.snapshot().name()));
    return form;
  }
}
