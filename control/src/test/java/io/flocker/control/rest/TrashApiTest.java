package io.flocker.control.rest;

import static io.flocker.control.model.Scenario.A;
import static io.flocker.control.model.Scenario.B;
import static io.flocker.control.model.Scenario.D;
import static io.flocker.control.model.Scenario.E;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.flocker.api.certificate.Role;
import io.flocker.control.cluster.TestAgent;
import io.flocker.control.model.Command;
import io.flocker.control.model.VolumeCommand;
import io.flocker.core.model.DatasetId;
import io.flocker.core.model.NodeId;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class TrashApiTest {

  private static final String PATH = "/v1/configuration/datasets/" + D;

  @RegisterExtension private final TestApi api = new TestApi();
  private TestAgent a;

  @BeforeEach
  void remove() {
    a = api.join(A, "10.0.0.1").report();
    create(D, Optional.of(A));
    a.owns(D, 1, Optional.empty());
    api.submit(new Command.RecordVolume(D, A, 1));
    api.submit(new VolumeCommand.RemoveNamedDataset("pgdata", Duration.ofDays(7)));
  }

  private void create(DatasetId id, Optional<NodeId> node) {
    api.submit(
        new VolumeCommand.CreateNamedDataset(id, "pgdata", A, node, Optional.empty(), Map.of()));
  }

  private static void saysThatItIsInTheTrash(JsonNode form) {
    assertThat(form.path("deleted").asBoolean()).isFalse();
    assertThat(form.path("trashed").asText()).isEqualTo("2026-03-01T12:00:00Z");
    assertThat(form.path("trashed_until").asText()).isEqualTo("2026-03-08T12:00:00Z");
  }

  @Test
  void what_is_in_the_trash_says_since_when_and_until_when() {
    saysThatItIsInTheTrash(api.get("/v1/configuration/datasets").body().path(0));
    JsonNode status = api.get("/v1/status/datasets/" + D).body();
    saysThatItIsInTheTrash(status.path("wanted"));
    assertThat(status.path("phase").asText()).isEqualTo("settled");
    assertThat(status.path("reason").asText())
        .isEqualTo(
            "In the trash since 2026-03-01T12:00:00Z. Writable on node "
                + A
                + " (10.0.0.1) at /flocker/"
                + D
                + ".");
    assertThat(api.get("/v1/explain/datasets/" + D).body().path("sentences").toString())
        .contains("is deleted at 2026-03-08T12:00:00Z unless it is restored before");
    assertThat(api.get("/v1/history").body().toString())
        .contains("remove named dataset", "\"trashed\":\"2026-03-01T12:00:00Z\"");
  }

  @Test
  void it_is_restored_with_its_name() {
    Response restored = api.post(PATH + "/restore", "");
    assertThat(restored.status()).isEqualTo(200);
    assertThat(restored.body().has("trashed")).isFalse();
    assertThat(restored.body().path("metadata").path("name").asText()).isEqualTo("pgdata");
    assertThat(api.post(PATH + "/restore", "{}").body()).isEqualTo(restored.body());
    assertThat(api.post(PATH + "/restore", "{\"name\": \"pgdata\"}").status()).isEqualTo(200);
    assertThat(api.post(PATH + "/restore", "{\"name\": \"other\"}").status()).isEqualTo(409);
  }

  @Test
  void a_name_that_is_given_away_needs_another() {
    create(E, Optional.empty());

    Response conflict = api.post(PATH + "/restore", "");

    assertThat(conflict.status()).isEqualTo(409);
    assertThat(TestApi.description(conflict)).contains("pgdata", E.toString(), "another name");
    Response bad = api.post(PATH + "/restore", "{\"name\": \"pg data\"}");
    assertThat(bad.status()).isEqualTo(400);
    assertThat(bad.body().toString()).contains("U+0020 as character 3");
    assertThat(api.post(PATH + "/restore", "{\"name\": 5}").status()).isEqualTo(400);
    assertThat(api.post(PATH + "/restore", "{\"nam\": \"x\"}").status()).isEqualTo(400);
    assertThat(api.post(PATH + "/restore", "[").status()).isEqualTo(400);
    assertThat(api.post(PATH + "/restore", "{\"name\": \"old\"}").status()).isEqualTo(200);
    assertThat(api.store().snapshot().named("old")).hasSize(1);
  }

  @Test
  void only_who_may_change_things_restores_and_only_what_is_there() {
    assertThat(api.call(Role.VIEWER, "POST", PATH + "/restore", "").status()).isEqualTo(403);
    String none = "/v1/configuration/datasets/" + E + "/restore";
    assertThat(api.post(none, "").status()).isEqualTo(404);
    assertThat(api.post(PATH + "/restore", "", "if-match", "\"1\"").status()).isEqualTo(412);
    api.submit(new Command.DeleteDataset(D, false));
    assertThat(api.post(PATH + "/restore", "").status()).isEqualTo(405);
  }

  @Test
  void nothing_else_is_done_with_it() {
    Response moved = api.post(PATH, "{\"primary\": \"" + B + "\"}");
    assertThat(moved.status()).isEqualTo(409);
    assertThat(TestApi.description(moved)).contains("in the trash", "restore it first");
    Response leased =
        api.post(
            "/v1/configuration/leases",
            "{\"dataset_id\":\"%s\",\"node_uuid\":\"%s\",\"expires\":null}".formatted(D, A));
    assertThat(leased.status()).isEqualTo(409);
    assertThat(api.delete(PATH).status()).isEqualTo(200);
  }

  @Test
  void what_nobody_has_used_yet_waits_for_nobody() {
    create(E, Optional.empty());

    JsonNode status = api.get("/v1/status/datasets/" + E).body();

    assertThat(status.path("phase").asText()).isEqualTo("settled");
    assertThat(status.path("unplaced").asBoolean()).isTrue();
    assertThat(status.path("reason").asText())
        .isEqualTo("No node has it yet: it is made where it is first used.");
    assertThat(api.get("/v1/explain/datasets/" + E).body().path("sentences").path(1).asText())
        .isEqualTo("It is to be without a limit.");
    api.submit(new VolumeCommand.TakeNamedDataset("pgdata", Optional.empty(), A, "docker"));
    JsonNode taken = api.get("/v1/status/datasets/" + E).body();
    assertThat(taken.has("unplaced")).isFalse();
    assertThat(taken.path("lease").path("purpose").asText()).isEqualTo("docker");
    assertThat(api.get("/v1/configuration/leases").body().path(0).path("purpose").asText())
        .isEqualTo("docker");
    assertThat(api.get("/v1/explain/datasets/" + E).body().path("sentences").toString())
        .contains("because Docker uses it there");
  }

  @Test
  void a_deployment_leaves_the_trash_alone() {
    // Else a new volume could be there already.
    var _ = api.join(B, "10.0.0.2").report();
    String body =
        """
        {"deployment": {"version": 1, "nodes": {"10.0.0.1": ["db"]}},
         "applications": {"version": 1, "applications": {"db": {"image": "postgres:17",
           "volume": {"mountpoint": "/data", "dataset_id": "%s"}}}}}
        """;
    Response refused = api.post("/v1/configuration/_compose", body.formatted(D));
    assertThat(refused.status()).isEqualTo(400);
    assertThat(refused.body().toString()).contains("is in the trash since", "restore it first");

    Response done = api.post("/v1/configuration/_compose", body.formatted(E));
    assertThat(done.status()).isEqualTo(200);
    assertThat(api.store().snapshot().dataset(D).orElseThrow().isTrashed()).isTrue();
  }
}
