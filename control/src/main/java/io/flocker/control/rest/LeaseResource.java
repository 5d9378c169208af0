package io.flocker.control.rest;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.flocker.api.certificate.Role;
import io.flocker.control.model.Command;
import io.flocker.control.model.Decision;
import io.flocker.control.model.Lease;
import io.flocker.control.store.ConfigurationStore;
import io.flocker.core.model.DatasetId;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** {@code /v1/configuration/leases}. */
final class LeaseResource {

  private static final String PATH = "/v1/configuration/leases";
  private static final double NANOS = 1e9;

  private final ConfigurationStore store;
  private final Submissions submissions;
  private final InstantSource clock;

  LeaseResource(ConfigurationStore store, Submissions submissions, InstantSource clock) {
    this.store = store;
    this.submissions = submissions;
    this.clock = clock;
  }

  Stream<Route> routes() {
    return Stream.of(
        Route.of("GET", PATH, Role.VIEWER, (_, _) -> list()),
        Route.of("POST", PATH, Role.OPERATOR, (request, _) -> acquire(request)),
        Route.of("DELETE", PATH + "/{}", Role.OPERATOR, this::release));
  }

  private Response list() {
    Instant now = clock.instant();
    return Response.ok(Json.array(store.snapshot().leases().values(), lease -> form(lease, now)));
  }

  private Response acquire(Request request) {
    Body body = Body.of(request, Set.of("dataset_id", "node_uuid", "expires"));
    Command command =
        new Command.AcquireLease(
            body.requiredDatasetId("dataset_id"),
            body.requiredNodeId("node_uuid"),
            body.requiredSeconds("expires"));
    body.check();
    Decision.Accepted accepted = submissions.of(request, command);
    return Response.of(accepted.created() ? 201 : 200, form(accepted));
  }

  private Response release(Request request, String key) {
    DatasetId dataset;
    try {
      dataset = DatasetId.parse(key);
    } catch (IllegalArgumentException e) {
      throw new ApiException(404, "Lease not found: \"" + key + "\" is not the id of a dataset.");
    }
    return Response.ok(form(submissions.of(request, new Command.ReleaseLease(dataset))));
  }

  private ObjectNode form(Decision.Accepted accepted) {
    return form((Lease) accepted.subject().orElseThrow(), clock.instant());
  }

  private static ObjectNode form(Lease lease, Instant now) {
    Optional<Duration> left = lease.expires().map(end -> Duration.between(now, end));
    ObjectNode form =
        Json.object().put("dataset_id", lease.key()).put("node_uuid", lease.node().toString());
    left.ifPresentOrElse(
        time -> form.put("expires", time.getSeconds() + time.getNano() / NANOS),
        () -> form.putNull("expires"));
    lease.purpose().ifPresent(purpose -> form.put("purpose", purpose));
    return form;
  }
}
