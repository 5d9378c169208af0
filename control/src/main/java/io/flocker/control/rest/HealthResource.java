package io.flocker.control.rest;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.flocker.api.certificate.Role;
import io.flocker.control.store.ConfigurationStore;
import io.flocker.control.store.HistoryQuery;
import java.util.stream.Stream;

/**
 * {@code /v1/health}: the process lives. {@code /v1/ready}: it can do its work, which is to say
 * that its store can be written and read; if not, the answer is 503 and says why.
 */
final class HealthResource {

  private final ConfigurationStore store;

  HealthResource(ConfigurationStore store) {
    this.store = store;
  }

  Stream<Route> routes() {
    return Stream.of(
        Route.of("GET", "/v1/health", Role.VIEWER, (_, _) -> Response.ok(good("alive"))),
        Route.of("GET", "/v1/ready", Role.VIEWER, (_, _) -> ready()));
  }

  private Response ready() {
    store.checkWritable();
    var _ = store.history(HistoryQuery.latest(1));
    return Response.ok(good("ready").put("revision", store.snapshot().revision()));
  }

  private static ObjectNode good(String status) {
    return Json.object().put("status", status);
  }
}
