package io.flocker.control.rest;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.flocker.api.certificate.Role;
import io.flocker.control.model.ClusterConfiguration;
import io.flocker.control.model.Command;
import io.flocker.control.model.DatasetSnapshot;
import io.flocker.control.model.Decision;
import io.flocker.control.store.ConfigurationStore;
import io.flocker.core.model.DatasetId;
import io.flocker.core.model.UserSnapshot;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;

/** {@code /v1/configuration/datasets/{id}/snapshots}. */
final class SnapshotResource {

  private static final String PATH = "/v1/configuration/datasets/{}/snapshots";

  private final ConfigurationStore store;
  private final Submissions submissions;

  SnapshotResource(ConfigurationStore store, Submissions submissions) {
    this.store = store;
    this.submissions = submissions;
  }

  Stream<Route> routes() {
    return Stream.of(
        Route.of("GET", PATH, Role.VIEWER, (_, dataset) -> list(DatasetResource.id(dataset))),
        Route.of("POST", PATH, Role.OPERATOR, this::create),
        Route.of("DELETE", PATH + "/{}", Role.OPERATOR, this::delete));
  }

  private Response list(DatasetId dataset) {
    ClusterConfiguration now = store.snapshot();
    if (now.dataset(dataset).isEmpty()) {
      throw new ApiException(404, "Dataset not found: there is none with the id " + dataset + ".");
    }
    List<DatasetSnapshot> wanted =
        now.snapshotsOf(dataset).stream().filter(snapshot -> !snapshot.isDeleted()).toList();
    return Response.ok(Json.array(wanted, SnapshotResource::form));
  }

  private Response create(Request request, String key) {
    DatasetId dataset = DatasetResource.id(key);
    Body body = Body.of(request, Set.of("name"));
    Optional<UserSnapshot> snapshot =
        body.checkedText("name", name -> new UserSnapshot(UUID.randomUUID(), name));
    body.check();
    return Response.of(
        201,
        form(submissions.of(request, new Command.CreateSnapshot(dataset, snapshot.orElseThrow()))));
  }

  /**
   * Deletes one.
   *
   * @param keys the dataset's id and the snapshot's name
   */
  private Response delete(Request request, String keys) {
    int slash = keys.indexOf('/');
    DatasetId dataset = DatasetResource.id(keys.substring(0, slash));
    String name = keys.substring(slash + 1);
    if (!UserSnapshot.isLegal(name)) {
      throw new ApiException(
          404, "Snapshot not found: \"" + Body.cut(name) + "\" is not the name of any.");
    }
    return Response.ok(form(submissions.of(request, new Command.DeleteSnapshot(dataset, name))));
  }

  private static ObjectNode form(Decision.Accepted accepted) {
    return form((DatasetSnapshot) accepted.subject().orElseThrow());
  }

  private static ObjectNode form(DatasetSnapshot snapshot) {
    return Json.object()
        .put("dataset_id", snapshot.dataset().toString())
        .put("name", snapshot.name())
        .put("created", snapshot.created().toString());
  }
}
