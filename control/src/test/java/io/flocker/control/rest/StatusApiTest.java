package io.flocker.control.rest;

import static io.flocker.control.model.Scenario.A;
import static io.flocker.control.model.Scenario.B;
import static io.flocker.control.model.Scenario.D;
import static io.flocker.control.model.Scenario.E;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.flocker.control.cluster.TestAgent;
import io.flocker.control.model.Command;
import io.flocker.control.model.Scenario;
import io.flocker.core.model.ApplicationName;
import io.flocker.core.model.Size;
import io.flocker.core.problem.Problem;
import io.flocker.wire.CertificateState;
import io.flocker.wire.Phase;
import io.flocker.wire.UnitId;
import io.flocker.wire.UnitStatus;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StatusApiTest {

  private static final Instant EARLIER = TestApi.NOW.minusSeconds(60);
  private static final UnitId UNIT = new UnitId.OfDataset(D);
  private static final UnitId WEB = new UnitId.OfContainer(new ApplicationName("web"));

  @RegisterExtension private final TestApi api = new TestApi();

  private JsonNode look(String path) {
    Response response = api.get("/v1/" + path);
    assertThat(response.status()).as(path).isEqualTo(200);
    return response.body();
  }

  private String phase() {
    return look("status/datasets/" + D).path("phase").asText();
  }

  private static UnitStatus working() {
    return new UnitStatus(
        Phase.WORKING,
        "copying",
        Optional.empty(),
        Optional.empty(),
        0,
        EARLIER,
        Optional.empty(),
        Optional.of(new UnitStatus.Progress(1, 4, 2)));
  }

  private static UnitStatus failed() {
    return new UnitStatus(
        Phase.FAILED,
        "making the volume",
        Optional.empty(),
        Optional.of(
            new Problem(Problem.Kind.STORAGE, "pool tank", "it is full", "make room in it")),
        3,
        EARLIER,
        Optional.of(TestApi.NOW.plusSeconds(5)),
        Optional.empty());
  }

  @Test
  void a_dataset_goes_from_waiting_through_working_to_settled() {
    api.submit(Scenario.newDataset(D, A));
    assertThat(phase()).isEqualTo("unreachable");
    TestAgent agent = api.join(A, "10.0.0.1").report();
    assertThat(phase()).isEqualTo("waiting");
    agent.says(UNIT, working());
    assertThat(phase()).isEqualTo("working");
    agent.owns(D, 1, Optional.empty());
    JsonNode settled = look("status/datasets/" + D);
    assertThat(settled.path("phase").asText()).isEqualTo("settled");
    assertThat(settled.path("version").asLong()).isEqualTo(1);
    assertThat(settled.path("path").asText()).isEqualTo("/flocker/" + D);
    assertThat(settled.path("wanted").path("primary").asText()).isEqualTo(A.toString());
    assertThat(settled.path("observed").get(0).path("epoch").asLong()).isEqualTo(1);
    assertThat(look("status/datasets")).containsExactly(settled);
  }

  @Test
  void what_an_agent_says_is_told_with_all_that_it_says() {
    api.submit(Scenario.newDataset(D, A));
    TestAgent agent = api.join(A, "10.0.0.1").says(UNIT, failed());
    JsonNode status = look("status/datasets/" + D);
    assertThat(status.path("phase").asText()).isEqualTo("failed");
    assertThat(status.path("attempts").asInt()).isEqualTo(3);
    assertThat(status.path("error").path("what").asText()).isEqualTo("it is full");
    assertThat(status.path("since").asText()).isEqualTo(EARLIER.toString());
    assertThat(status.path("next_retry").asText()).isEqualTo("2026-03-01T12:00:05Z");
    assertThat(status.path("node_uuid").asText()).isEqualTo(A.toString());

    agent.says(UNIT, working());
    assertThat(look("status/datasets/" + D).path("progress"))
        .hasToString("{\"bytes\":1,\"total\":4,\"bytes_per_second\":2}");
  }

  @Test
  void a_dataset_is_not_settled_while_its_limit_is_another() {
    api.submit(Scenario.newDataset(D, A));
    TestAgent agent = api.join(A, "10.0.0.1").owns(D, 1, Optional.empty());
    var limit = Optional.of(Size.mebibytes(64));
    api.submit(new Command.ResizeDataset(D, limit));
    assertThat(phase()).isEqualTo("waiting");
    agent.owns(D, 1, limit);
    assertThat(phase()).isEqualTo("settled");
  }

  @Test
  void a_move_is_settled_once_the_new_node_can_write() {
    api.submit(Scenario.newDataset(D, A));
    TestAgent a = api.join(A, "10.0.0.1").owns(D, 1, Optional.empty());
    TestAgent b = api.join(B, "10.0.0.2").report();
    api.submit(Scenario.move(D, B));
    assertThat(phase()).isEqualTo("waiting");
    a.says(UNIT, working());
    b.says(UNIT, UnitStatus.of(Phase.WAITING, "", EARLIER));
    assertThat(look("status/datasets/" + D).path("node_uuid").asText()).isEqualTo(A.toString());
    assertThat(phase()).isEqualTo("working");
    b.owns(D, 2, Optional.empty());
    assertThat(phase()).isEqualTo("settled");
  }

  @Test
  void a_deleted_dataset_is_settled_once_nobody_has_a_copy() {
    api.submit(Scenario.newDataset(D, A));
    TestAgent agent = api.join(A, "10.0.0.1").owns(D, 1, Optional.empty());
    api.submit(new Command.RecordVolume(D, A, 1));
    api.submit(Scenario.delete(D));
    assertThat(phase()).isEqualTo("waiting");
    agent.lacks(D);
    assertThat(phase()).isEqualTo("settled");
  }

  @Test
  void a_dataset_of_a_lost_node_is_unreachable_and_since_when() {
    api.submit(Scenario.newDataset(D, A));
    api.join(A, "10.0.0.1").owns(D, 1, Optional.empty()).leave();
    JsonNode status = look("status/datasets/" + D);
    assertThat(status.path("phase").asText()).isEqualTo("unreachable");
    assertThat(status.path("reason").asText())
        .isEqualTo("Node " + A + " (10.0.0.1) is unreachable since 2026-03-01T12:00:00Z.");
    assertThat(status.path("observed").get(0).path("unreachable_since").asText()).isNotEmpty();
  }

  @Test
  void a_volume_that_nobody_asked_for_is_listed() {
    api.join(A, "10.0.0.1").owns(E, 1, Optional.empty());
    JsonNode status = look("status/datasets").get(0);
    assertThat(status.path("phase").asText()).isEqualTo("unclaimed");
    assertThat(status.has("wanted")).isFalse();
  }

  @Test
  void containers_are_told_wanted_beside_observed() {
    api.submit(new Command.CreateContainer(A, Scenario.using("web")));
    TestAgent a = api.join(A, "10.0.0.1").report();
    assertThat(look("status/containers/web").path("phase").asText()).isEqualTo("waiting");
    a.says(WEB, UnitStatus.of(Phase.SETTLED, "", EARLIER)).runs("web");
    JsonNode settled = look("status/containers/web");
    assertThat(settled.path("phase").asText()).isEqualTo("settled");
    assertThat(settled.path("version").asLong()).isEqualTo(1);
    assertThat(settled.path("observed").get(0).path("running").asBoolean()).isTrue();
    assertThat(look("status/containers")).containsExactly(settled);

    api.submit(new Command.DeleteContainer(new ApplicationName("web")));
    JsonNode left = look("status/containers").get(0);
    assertThat(left.path("phase").asText()).isEqualTo("waiting");
    assertThat(left.has("wanted")).isFalse();
  }

  @Test
  void nodes_are_told_with_their_agents() {
    api.join(A, "10.0.0.9").leave();
    JsonNode lost = look("status/nodes/" + A);
    assertThat(lost.path("state").asText()).isEqualTo("unreachable");
    assertThat(lost.path("since").asText()).isEqualTo("2026-03-01T12:00:00Z");
    assertThat(lost.path("reason").asText())
        .isEqualTo("It is unreachable since 2026-03-01T12:00:00Z.");
    assertThat(lost.path("agents").get(0).path("release").asText()).isEqualTo("2.0.0");
    JsonNode silent = look("status/nodes/" + B);
    assertThat(silent.path("reason").asText())
        .isEqualTo("It has not been heard from since the control service started.");
    assertThat(silent.has("since")).isFalse();
    assertThat(look("status/nodes")).containsExactly(lost, silent);

    api.submit(new Command.DecommissionNode(B));
    assertThat(look("status/nodes/" + B).path("state").asText()).isEqualTo("decommissioned");
  }

  @Test
  void a_certificate_that_is_about_to_end_is_told() {
    TestAgent agent = api.join(A, "10.0.0.9");
    assertThat(look("status/nodes/" + A).has("certificate_ends")).isFalse();
    Instant end = Instant.parse("2026-03-11T12:00:00Z");

    agent.certified(new CertificateState(end, Optional.of("there is no node authority")));

    JsonNode node = look("status/nodes/" + A);
    assertThat(node.path("certificate_ends").asText()).isEqualTo("2026-03-11T12:00:00Z");
    assertThat(node.path("certificate_problem").asText()).isEqualTo("there is no node authority");
    agent.certified(new CertificateState(end.plusSeconds(1), Optional.empty()));
    agent.leave();
    JsonNode later = look("status/nodes/" + A);
    assertThat(later.path("certificate_ends").asText()).isEqualTo("2026-03-11T12:00:01Z");
    assertThat(later.has("certificate_problem")).isFalse();
  }

  @Test
  void the_whole_is_told_at_a_glance() {
    api.submit(Scenario.newDataset(D, A));
    api.submit(Scenario.newDataset(E, B));
    api.submit(Scenario.lease(D, A));
    api.join(A, "10.0.0.1").owns(D, 1, Optional.empty());
    JsonNode glance = look("status");
    assertThat(glance.path("datasets")).hasToString("{\"settled\":1,\"unreachable\":1}");
    assertThat(glance.path("nodes")).hasToString("{\"connected\":1,\"unreachable\":1}");
    assertThat(glance.path("leases").asInt()).isEqualTo(1);
    assertThat(glance.path("version").asText()).isEqualTo("1.2.3");
    assertThat(glance.path("revision").asLong()).isEqualTo(api.store().snapshot().revision());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "status/datasets/nonsense",
        "status/datasets/d0000000-0000-4000-8000-000000000009",
        "status/containers/-",
        "status/containers/none",
        "status/nodes/nonsense",
        "status/nodes/cccccccc-0000-4000-8000-000000000003",
        "explain/datasets/nonsense",
        "explain/containers/none"
      })
  void what_is_not_known_is_not_found(String path) {
    Response response = api.get("/v1/" + path);
    assertThat(response.status()).isEqualTo(404);
    assertThat(TestApi.description(response)).contains("not found");
  }

  @Test
  void why_something_is_not_as_wanted_is_explained() {
    api.submit(Scenario.newDataset(D, A));
    api.submit(new Command.CreateContainer(A, Scenario.using("web", D)));
    api.join(A, "10.0.0.1").says(WEB, failed());
    JsonNode dataset = look("explain/datasets/" + D);
    assertThat(dataset.path("phase").asText()).isEqualTo("failed");
    assertThat(dataset.path("sentences").toString()).contains("it is full — make room in it");
    JsonNode container = look("explain/containers/web");
    assertThat(container.path("sentences").toString())
        .contains("Its dataset " + D + " is not as wanted yet.");
  }

  @Test
  void a_service_that_can_write_is_healthy_and_ready() throws IOException {
    long revision = api.store().snapshot().revision();
    Path journal = api.folder().resolve("configuration.db-wal");
    long written = Files.size(journal);
    assertThat(look("health")).hasToString("{\"status\":\"alive\"}");
    assertThat(look("ready")).hasToString("{\"status\":\"ready\",\"revision\":" + revision + "}");
    assertThat(Files.size(journal)).isGreaterThan(written);
    assertThat(api.store().snapshot().revision()).isEqualTo(revision);
  }

  @Test
  void a_service_whose_store_is_closed_lives_but_is_not_ready() {
    api.store().close();
    assertThat(look("health").path("status").asText()).isEqualTo("alive");
    assertThat(api.get("/v1/ready").status()).isEqualTo(503);
    assertThat(api.get("/v1/status").status()).isEqualTo(200);
  }
}
