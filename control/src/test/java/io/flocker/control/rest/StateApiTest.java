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
import io.flocker.core.model.Application;
import io.flocker.core.model.NodeName;
import io.flocker.core.model.Size;
import io.flocker.core.plan.SpecificationDigest;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class StateApiTest {

  private static final String DATASETS = "/v1/state/datasets";
  private static final String CONTAINERS = "/v1/state/containers";
  private static final String NODES = "/v1/state/nodes";

  @RegisterExtension private final TestApi api = new TestApi();

  private JsonNode list(String path) {
    Response response = api.get(path);
    assertThat(response.status()).isEqualTo(200);
    return response.body();
  }

  @Test
  void nothing_is_known_before_an_agent_reports() {
    assertThat(list(DATASETS)).isEmpty();
    assertThat(list(CONTAINERS)).isEmpty();
    assertThat(list(NODES)).isEmpty();
  }

  @Test
  void a_dataset_that_its_owner_has_live_has_a_primary_and_a_path() {
    api.join(A, "10.0.0.1").owns(D, 1, Optional.of(Size.mebibytes(64)));
    assertThat(list(DATASETS))
        .hasToString(
            "[{\"dataset_id\":\"%s\",\"primary\":\"%s\",\"path\":\"/flocker/%s\",\"maximum_size\":67108864}]"
                .formatted(D, A, D));
  }

  @Test
  void a_dataset_that_nobody_can_write_has_neither() {
    api.join(B, "10.0.0.2").follows(D, A, 1);
    assertThat(list(DATASETS)).hasToString("[{\"dataset_id\":\"%s\"}]".formatted(D));
  }

  @Test
  void who_owned_a_dataset_at_an_earlier_epoch_is_not_its_primary() {
    api.join(A, "10.0.0.1").owns(D, 1, Optional.empty());
    TestAgent b = api.join(B, "10.0.0.2").follows(D, B, 2);
    assertThat(list(DATASETS)).hasToString("[{\"dataset_id\":\"%s\"}]".formatted(D));
    b.owns(D, 2, Optional.empty());
    assertThat(list(DATASETS).get(0).path("primary").asText()).isEqualTo(B.toString());
  }

  @Test
  void what_a_lost_node_said_last_stays_and_is_marked() {
    TestAgent a = api.join(A, "10.0.0.1").owns(D, 1, Optional.empty()).runs("web");
    JsonNode before = list(DATASETS);
    assertThat(before.get(0).has("unreachable_since")).isFalse();
    a.leave();
    assertThat(list(DATASETS).get(0).path("path").asText()).isEqualTo("/flocker/" + D);
    for (String path : new String[] {DATASETS, CONTAINERS}) {
      assertThat(list(path).get(0).path("unreachable_since").asText())
          .isEqualTo("2026-03-01T12:00:00Z");
    }
    assertThat(list(NODES).get(0).path("state").asText()).isEqualTo("unreachable");

    api.join(A, "10.0.0.1").owns(D, 1, Optional.empty());
    assertThat(list(DATASETS)).isEqualTo(before);
  }

  @Test
  void nodes_are_told_with_what_clients_know_and_more() {
    api.join(A, "10.0.0.1");
    assertThat(list(NODES))
        .hasToString(
            "[{\"uuid\":\"%s\",\"host\":\"10.0.0.1\",\"state\":\"connected\",\"since\":\"2026-03-01T12:00:00Z\",\"era\":\"%s\",\"version\":\"2.0.0\"}]"
                .formatted(A, A));
  }

  @Test
  void a_connected_node_hides_a_lost_one_at_its_address() {
    api.join(A, "10.0.0.1").leave();
    api.join(B, "10.0.0.2");
    assertThat(list(NODES).findValuesAsText("uuid")).containsExactly(B.toString(), A.toString());
    api.join(Scenario.STRANGER, "10.0.0.1");
    assertThat(list(NODES).findValuesAsText("uuid"))
        .containsExactly(B.toString(), Scenario.STRANGER.toString());
  }

  @Test
  void a_node_is_found_by_its_era() {
    api.join(A, "10.0.0.1");
    String path = NODES + "/by_era/";
    Response found = api.get(path + A.toString().toUpperCase(Locale.ROOT));
    assertThat(found.status()).isEqualTo(200);
    assertThat(found.body()).hasToString("{\"uuid\":\"" + A + "\"}");
    Response unknown = api.get(path + B);
    assertThat(unknown.status()).isEqualTo(404);
    assertThat(TestApi.description(unknown)).isEqualTo("No node found with given era.");
    assertThat(api.get(path + "nonsense").status()).isEqualTo(400);
    assertThat(api.get(path + "9".repeat(5000)).status()).isEqualTo(400);
  }

  @Test
  void a_container_made_from_what_is_wanted_is_told_as_it_is_wanted() {
    api.submit(Scenario.newDataset(D, A));
    Application application = Scenario.using("db", D).withEnvironment(Map.of("PASSWORD", "x"));
    api.submit(new Command.CreateContainer(A, application));
    TestAgent agent = api.join(A, "10.0.0.1");
    SortedMap<String, String> specification =
        SpecificationDigest.of(application, new NodeName("10.0.0.1"));
    agent.runs("db", specification);

    JsonNode wanted = api.get("/v1/configuration/containers").body().get(0);
    JsonNode found = list(CONTAINERS).get(0);
    assertThat(found.path("running").asBoolean()).isTrue();
    assertThat(found.properties()).containsAll(wanted.properties()).hasSize(wanted.size() + 1);

    SortedMap<String, String> other = new TreeMap<>(specification);
    other.put("environment", "another");
    agent.runs("db", other);
    assertThat(list(CONTAINERS).get(0).has("environment")).isFalse();
    assertThat(list(CONTAINERS).get(0).path("volumes")).isEqualTo(wanted.path("volumes"));
  }

  @Test
  void a_container_that_nobody_wants_is_told_as_it_was_found() {
    api.join(B, "10.0.0.2").runs("old").owns(E, 1, Optional.empty());
    assertThat(list(CONTAINERS))
        .hasToString(
            "[{\"node_uuid\":\"%s\",\"name\":\"old\",\"image\":\"postgres:17\",\"restart_policy\":{\"name\":\"never\"},\"running\":true}]"
                .formatted(B));
  }
}
