package io.flocker.control.rest;

import static io.flocker.control.model.Scenario.A;
import static io.flocker.control.model.Scenario.B;
import static io.flocker.control.model.Scenario.D;
import static io.flocker.control.model.Scenario.E;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.flocker.control.cluster.TestAgent;
import io.flocker.control.model.Command;
import io.flocker.control.model.DatasetSnapshot;
import io.flocker.control.model.Scenario;
import io.flocker.core.model.Size;
import io.flocker.core.model.UserSnapshot;
import io.flocker.core.problem.Problem;
import io.flocker.core.state.ObservedSnapshot;
import io.flocker.wire.Phase;
import io.flocker.wire.UnitId;
import io.flocker.wire.UnitStatus;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SnapshotApiTest {

  private static final String PATH = "/v1/configuration/datasets/" + D + "/snapshots";
  private static final Instant TAKEN = TestApi.NOW.minusSeconds(5);

  @RegisterExtension private final TestApi api = new TestApi();

  @BeforeEach
  void create() {
    api.submit(Scenario.newDataset(D, A));
  }

  private Response create(String name) {
    return api.post(PATH, "{\"name\":\"" + name + "\"}");
  }

  private UserSnapshot daily() {
    assertThat(create("daily").status()).isEqualTo(201);
    return api.store().snapshot().snapshotsOf(D).stream()
        .map(DatasetSnapshot::snapshot)
        .findFirst()
        .orElseThrow();
  }

  private static ObservedSnapshot held(UserSnapshot snapshot) {
    return new ObservedSnapshot(snapshot, Optional.of(TAKEN), Optional.of(new Size(77)));
  }

  private JsonNode status() {
    return api.get("/v1/status/datasets/" + D).body().path("snapshots");
  }

  private void isSo(String state, String reason) {
    assertThat(status()).hasSize(1);
    assertThat(status().get(0).path("state").asText()).isEqualTo(state);
    assertThat(status().get(0).path("reason").asText()).contains(reason);
  }

  @Test
  void a_snapshot_is_asked_for_listed_and_deleted() {
    assertThat(api.get(PATH).body()).isEmpty();
    Response created = create("daily");
    assertThat(created.status()).isEqualTo(201);
    assertThat(created.body().path("name").asText()).isEqualTo("daily");
    assertThat(created.body().path("dataset_id").asText()).isEqualTo(D.toString());
    assertThat(created.body().path("created").asText()).isEqualTo(TestApi.NOW.toString());
    create("before-upgrade_2.1");
    assertThat(api.get(PATH).body())
        .extracting(one -> one.path("name").asText())
        .containsExactly("before-upgrade_2.1", "daily");

    assertThat(api.delete(PATH + "/daily").body()).isEqualTo(created.body());
    assertThat(api.get(PATH).body()).hasSize(1);
    assertThat(api.delete(PATH + "/daily").status()).isEqualTo(404);
    assertThat(create("daily").status()).isEqualTo(201);
  }

  @Test
  void what_cannot_be_is_refused_with_the_reason() {
    create("daily");
    Response taken = create("daily");
    assertThat(taken.status()).isEqualTo(409);
    assertThat(TestApi.description(taken)).contains("daily").contains("choose another name");
    assertThat(api.get(PATH.replace(D.toString(), E.toString())).status()).isEqualTo(404);
    assertThat(api.post(PATH.replace(D.toString(), E.toString()), "{\"name\":\"x\"}").status())
        .isEqualTo(404);
    api.submit(Scenario.delete(D));
    assertThat(create("other").status()).isEqualTo(405);
    assertThat(api.delete(PATH + "/daily").status()).isEqualTo(405);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "{\"name\":7}",
        "{\"name\":\"\"}",
        "{\"name\":\"a/b\"}",
        "{\"name\":\".hidden\"}",
        "{\"name\":\"12345678901234567890123456789012345678901234567890123456789012345\"}",
        "{\"name\":\"x\",\"other\":1}"
      })
  void a_body_that_is_not_allowed_is_refused(String body) {
    Response response = api.post(PATH, body);
    assertThat(response.status()).isEqualTo(400);
    assertThat(response.body().path("errors")).hasSize(1);
    assertThat(api.get(PATH).body()).isEmpty();
  }

  @Test
  void it_is_pending_until_the_node_that_has_the_dataset_has_taken_it() {
    UserSnapshot daily = daily();
    isSo("pending", "once the dataset can be written to");
    TestAgent agent = api.join(A, "10.0.0.1").owns(D, 1, Optional.empty());
    isSo("pending", "has still to take it");
    agent.says(
        new UnitId.OfDataset(D),
        new UnitStatus(
            Phase.FAILED,
            "take snapshot daily",
            Optional.empty(),
            Optional.of(new Problem(Problem.Kind.STORAGE, "pool tank", "it is full", "make room")),
            1,
            TestApi.NOW,
            Optional.empty(),
            Optional.empty()));
    isSo("pending", "it is full");

    agent.owns(D, 1, held(daily));
    isSo("taken", "10.0.0.1");
    JsonNode held = status().get(0).path("held").get(0);
    assertThat(held.path("node_uuid").asText()).isEqualTo(A.toString());
    assertThat(held.path("taken").asText()).isEqualTo(TAKEN.toString());
    assertThat(held.path("size").asLong()).isEqualTo(77);
  }

  private Response post(String fields) {
    return api.post(
        "/v1/configuration/datasets",
        "{\"dataset_id\":\"%s\",\"primary\":\"%s\",%s}".formatted(E, A, fields));
  }

  @Test
  void a_clone_of_a_snapshot_is_made_with_the_limit_of_what_is_cloned() {
    api.submit(new Command.ResizeDataset(D, Optional.of(Size.mebibytes(64))));
    create("daily");
    Response created = post("\"from\":{\"dataset_id\":\"" + D + "\",\"snapshot\":\"daily\"}");
    assertThat(created.status()).isEqualTo(201);
    assertThat(created.body().path("from").path("dataset_id").asText()).isEqualTo(D.toString());
    assertThat(created.body().path("from").path("snapshot").asText()).isEqualTo("daily");
    assertThat(created.body().path("maximum_size").asLong()).isEqualTo(64 << 20);
    assertThat(api.get("/v1/status/datasets/" + E).body().path("wanted").has("from")).isTrue();
  }

  @Test
  void a_clone_of_now_has_a_snapshot_taken_or_nothing_is_written() {
    String fields = "\"maximum_size\":null,\"from\":{\"dataset_id\":\"%s\"}".formatted(D);
    api.submit(Scenario.newDataset(E, A));
    assertThat(post(fields).status()).isEqualTo(409);
    assertThat(api.get(PATH).body()).isEmpty();
    api.submit(Scenario.delete(E));
    api.submit(new Command.RecordVolume(E, A, 1));
    api.submit(new Command.PurgeDatasets(Set.of(E), TestApi.NOW.plusSeconds(1)));
    Response created = post(fields);
    assertThat(created.status()).isEqualTo(201);
    assertThat(created.body().has("maximum_size")).isFalse();
    assertThat(api.get(PATH).body().get(0).path("name").asText()).isEqualTo("clone-" + E);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"from\":7",
        "\"from\":{}",
        "\"from\":{\"dataset_id\":\"x\"}",
        "\"from\":{\"dataset_id\":\"d0000000-0000-4000-8000-000000000001\",\"snapshot\":\"a/b\"}",
        "\"from\":{\"dataset_id\":\"d0000000-0000-4000-8000-000000000001\",\"x\":1}"
      })
  void an_origin_that_is_not_allowed_is_refused(String from) {
    Response response = post(from);
    assertThat(response.status()).isEqualTo(400);
    assertThat(response.body().path("errors")).hasSize(1);
  }

  @Test
  void an_agent_that_does_not_know_snapshots_is_named() {
    daily();
    TestAgent.join(api.cluster(), A, "10.0.0.1", 0).owns(D, 1, Optional.empty());
    isSo("pending", "upgrade it");
  }

  @Test
  void one_that_was_taken_stays_known_while_its_node_is_away_or_has_lost_it() {
    UserSnapshot daily = daily();
    api.submit(new Command.RecordSnapshot(D, daily, B));
    isSo("unreachable", "has not been heard from");
    TestAgent agent = api.join(B, "10.0.0.2").owns(D, 1, held(daily));
    agent.leave();
    isSo("taken", "10.0.0.2");
    assertThat(status().get(0).path("held").get(0).has("unreachable_since")).isTrue();
    api.join(B, "10.0.0.2").owns(D, 1, Optional.empty());
    isSo("missing", "does not have it any more");
    assertThat(api.get("/v1/explain/datasets/" + D).body().path("sentences").toString())
        .contains("Snapshot daily: It was on node");
  }

  @Test
  void one_that_was_deleted_is_shown_until_it_is_gone_and_one_that_nobody_asked_for_always() {
    UserSnapshot daily = daily();
    TestAgent agent = api.join(A, "10.0.0.1").owns(D, 1, held(daily));
    api.delete(PATH + "/daily");
    isSo("deleting", "has still to remove it");
    UserSnapshot other = new UserSnapshot(UUID.randomUUID(), "other");
    agent.owns(D, 1, held(other));
    isSo("unclaimed", "left alone");
    agent.owns(D, 1, Optional.empty());
    assertThat(status().isMissingNode()).isTrue();
  }
}
