package io.flocker.control.rest;

import io.flocker.api.certificate.Role;
import io.flocker.control.model.Kind;
import io.flocker.control.store.ConfigurationStore;
import io.flocker.control.store.HistoryQuery;
import io.flocker.core.model.DatasetId;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;

/**
 * {@code /v1/history}: who changed what when, the latest first. Viewers may look: of what was
 * wanted once it tells less than they may see of what is wanted now.
 */
final class HistoryResource {

  private static final Set<String> PARAMETERS =
      Set.of("kind", "id", "actor", "since", "until", "before", "limit");
  private static final int USUAL = 100;

  /** Where a volume may be made is nobody's business but ours. */
  private static final Set<Kind> KINDS =
      Set.of(Kind.DATASET, Kind.CONTAINER, Kind.LEASE, Kind.NODE, Kind.SNAPSHOT);

  private final ConfigurationStore store;

  HistoryResource(ConfigurationStore store) {
    this.store = store;
  }

  Stream<Route> routes() {
    return Stream.of(Route.of("GET", "/v1/history", Role.VIEWER, (request, _) -> list(request)));
  }

  private Response list(Request request) {
    return Response.ok(Json.array(store.history(query(request)), HistoryForm::entry));
  }

  private static HistoryQuery query(Request request) {
    Parameters parameters = Parameters.of(request, PARAMETERS);
    List<String> words =
        Arrays.stream(Kind.values()).filter(KINDS::contains).map(Kind::toString).toList();
    HistoryQuery query =
        new HistoryQuery(
            parameters
                .oneOf("kind", words)
                .map(HistoryResource::kind)
                .map(kind -> Set.of(kind))
                .orElse(KINDS),
            parameters.text("id").map(HistoryResource::key),
            parameters.text("actor"),
            parameters.time("since"),
            parameters.time("until"),
            parameters.integer("before", 1, Long.MAX_VALUE),
            (int) parameters.integer("limit", 1, HistoryQuery.MOST).orElse(USUAL));
    parameters.check();
    return query;
  }

  private static Kind kind(String word) {
    return Kind.valueOf(word.toUpperCase(Locale.ROOT));
  }

  /** Ids are told in lower case, and found in either. */
  private static String key(String given) {
    try {
      return DatasetId.parse(given).toString();
    } catch (IllegalArgumentException e) {
      return given;
    }
  }
}
