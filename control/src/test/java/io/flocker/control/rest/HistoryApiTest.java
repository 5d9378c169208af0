package io.flocker.control.rest;

import static io.flocker.control.model.Scenario.A;
import static io.flocker.control.model.Scenario.B;
import static io.flocker.control.model.Scenario.D;
import static io.flocker.control.model.Scenario.E;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.flocker.api.certificate.Role;
import io.flocker.control.model.Command;
import io.flocker.control.model.Scenario;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class HistoryApiTest {

  private static final String PATH = "/v1/history";
  private static final String DATASETS = "/v1/configuration/datasets";

  @RegisterExtension private final TestApi api = new TestApi();

  private JsonNode history(String query) {
    Response response = api.get(PATH + query);
    assertThat(response.status()).as(response.body().toString()).isEqualTo(200);
    return response.body();
  }

  private List<Long> revisions(String query) {
    return history(query).valueStream().map(entry -> entry.path("revision").asLong()).toList();
  }

  @Test
  void who_changed_what_when_is_told_the_latest_first() {
    api.post(DATASETS, "{\"primary\": \"%s\", \"dataset_id\": \"%s\"}".formatted(A, D));
    api.post(DATASETS + "/" + D, "{\"primary\": \"%s\"}".formatted(B));

    JsonNode history = history("");

    assertThat(history.valueStream().map(entry -> entry.path("command").asText()))
        .containsExactly("move dataset", "create dataset", "see node", "see node");
    JsonNode move = history.path(0);
    assertThat(move.path("actor").asText()).isEqualTo("user-alice");
    assertThat(move.path("time").asText()).isEqualTo(TestApi.NOW.toString());
    assertThat(move.path("revision").asLong()).isEqualTo(4);
    assertThat(move.has("forced")).isFalse();
    assertThat(move.path("changes"))
        .hasToString(
            """
            [{"kind":"dataset","id":"%1$s",\
            "before":{"dataset_id":"%1$s","primary":"%2$s","deleted":false,"metadata":{},"version":1},\
            "after":{"dataset_id":"%1$s","primary":"%3$s","deleted":false,"metadata":{},"version":2}}]\
            """
                .formatted(D, A, B));
    assertThat(history.path(1).path("changes").path(0).has("before")).isFalse();
    assertThat(history.path(2).path("changes").path(0).path("after").path("host").asText())
        .isEqualTo("10.0.0.2");
  }

  @Test
  void an_object_has_its_history_and_a_lease_is_part_of_its_datasets() {
    api.submit(Scenario.newDataset(D, A));
    api.submit(Scenario.newDataset(E, A));
    api.submit(Scenario.lease(D, A));
    api.submit(Scenario.lease(E, A));
    api.submit(new Command.ReleaseLease(D));
    api.submit(new Command.RecordVolume(D, A, 1));

    assertThat(revisions("?id=" + D)).containsExactly(7L, 5L, 3L);
    assertThat(revisions("?id=D0000000-0000-4000-8000-000000000001")).hasSize(3);
    assertThat(revisions("?kind=lease")).containsExactly(7L, 6L, 5L);
    assertThat(revisions("?kind=lease&id=" + D)).containsExactly(7L, 5L);
    assertThat(revisions("?kind=dataset&id=" + D)).containsExactly(3L);
    assertThat(revisions("?kind=node")).containsExactly(2L, 1L);
    assertThat(history("?id=nothing")).isEmpty();
    JsonNode released = history("?kind=lease&id=" + D).path(0).path("changes").path(0);
    assertThat(released.path("before").path("node_uuid").asText()).isEqualTo(A.toString());
    assertThat(released.has("after")).isFalse();
  }

  @Test
  void of_a_change_of_many_only_what_was_asked_about_is_told() {
    api.submit(
        new Command.Together(
            "deployment", List.of(Scenario.newDataset(D, A), Scenario.newDataset(E, A))));

    assertThat(history("?limit=1").path(0).path("changes")).hasSize(2);
    JsonNode entry = history("?id=" + E).path(0);
    assertThat(entry.path("command").asText()).isEqualTo("deployment");
    assertThat(entry.path("changes")).hasSize(1);
    assertThat(entry.path("changes").path(0).path("id").asText()).isEqualTo(E.toString());
  }

  @Test
  void a_change_that_a_lease_did_not_keep_back_is_marked() {
    api.submit(Scenario.newDataset(D, A));
    api.submit(Scenario.lease(D, A));
    api.call(Role.ADMIN, "DELETE", DATASETS + "/" + D + "?force=true", "");

    JsonNode forced = history("?limit=1").path(0);

    assertThat(forced.path("forced").asBoolean()).isTrue();
    assertThat(forced.path("changes").valueStream().map(change -> change.path("kind").asText()))
        .containsExactly("dataset", "lease");
  }

  @Test
  void what_a_container_was_told_in_its_environment_is_not() {
    api.post(
        "/v1/configuration/containers",
        """
        {"node_uuid": "%s", "name": "web", "image": "nginx", "environment": {"PASSWORD": "old one"},
         "ports": [{"internal": 80, "external": 8080}]}
        """
            .formatted(A));
    api.delete("/v1/configuration/containers/web");

    JsonNode history = history("?kind=container&id=web");

    assertThat(history).hasSize(2);
    assertThat(history.toString()).contains("nginx", "8080").doesNotContain("PASSWORD", "old one");
  }

  @Test
  void only_what_one_asked_for_or_what_was_within_times_can_be_asked_for() {
    api.post(DATASETS, "{\"primary\": \"%s\"}".formatted(A));

    assertThat(revisions("?actor=user-alice")).containsExactly(3L);
    assertThat(revisions("?actor=tester")).containsExactly(2L, 1L);
    assertThat(revisions("?actor=alice")).isEmpty();
    assertThat(revisions("?since=" + TestApi.NOW)).hasSize(3);
    assertThat(revisions("?until=" + TestApi.NOW)).isEmpty();
    assertThat(revisions("?since=" + TestApi.NOW.plusMillis(1))).isEmpty();
    assertThat(revisions("?actor=tester&until=" + TestApi.NOW.plusMillis(1))).hasSize(2);
  }

  @Test
  void page_after_page_everything_is_told_once() {
    for (int i = 0; i < 5; i++) {
      api.submit(Scenario.newDataset(Scenario.dataset(i), A));
    }
    List<Long> all = new ArrayList<>();
    List<Long> page = revisions("?limit=3");
    while (!page.isEmpty()) {
      assertThat(page).hasSizeLessThanOrEqualTo(3);
      all.addAll(page);
      page = revisions("?limit=3&before=" + page.getLast());
    }
    assertThat(all).containsExactly(7L, 6L, 5L, 4L, 3L, 2L, 1L);
  }

  @Test
  void without_a_limit_there_is_one() {
    for (int i = 0; i < 100; i++) {
      api.submit(Scenario.newDataset(Scenario.dataset(i), A));
    }
    assertThat(history("")).hasSize(100);
    assertThat(history("?limit=1000")).hasSize(102);
  }

  @Test
  void everything_that_is_wrong_with_the_parameters_is_told_at_once() {
    Response refused =
        api.get(
            PATH
                + "?kind=home&id=&actor=a&actor=b&since=yesterday&until=-1000000000-01-01T00:00:00Z"
                + "&before=0&limit=1001&acter=x");

    assertThat(refused.status()).isEqualTo(400);
    assertThat(refused.body().path("errors").valueStream().map(JsonNode::asText))
        .containsExactlyInAnyOrder(
            "query parameter acter: unknown (expected: actor, before, id, kind, limit, since,"
                + " until)",
            "query parameter kind: \"home\" (expected: one of dataset, container, lease, node, snapshot)",
            "query parameter id: [] (expected: one that is not empty)",
            "query parameter actor: [a, b] (expected: one that is not empty)",
            "query parameter since: \"yesterday\" (expected: a time such as 2026-03-01T12:00:00Z)",
            "query parameter until: \"-1000000000-01-01T00:00:00Z\" (expected: a time such as"
                + " 2026-03-01T12:00:00Z)",
            "query parameter before: \"0\" (expected: a whole number from 1 to"
                + " 9223372036854775807)",
            "query parameter limit: \"1001\" (expected: a whole number from 1 to 1000)");
  }
}
