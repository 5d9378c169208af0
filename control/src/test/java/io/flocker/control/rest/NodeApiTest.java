package io.flocker.control.rest;

import static io.flocker.control.model.Scenario.A;
import static io.flocker.control.model.Scenario.B;
import static io.flocker.control.model.Scenario.D;
import static io.flocker.control.model.Scenario.STRANGER;
import static org.assertj.core.api.Assertions.assertThat;

import io.flocker.api.certificate.Role;
import io.flocker.control.model.Command;
import io.flocker.control.model.Scenario;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class NodeApiTest {

  private static final String PATH = "/v1/configuration/nodes/";

  @RegisterExtension private final TestApi api = new TestApi();

  private Response decommission(Object node) {
    return api.call(Role.ADMIN, "DELETE", PATH + node, "");
  }

  @Test
  void a_node_leaves_for_good_once_nothing_is_wanted_on_it() {
    api.submit(Scenario.newDataset(D, A));
    Response refused = decommission(A);
    assertThat(refused.status()).isEqualTo(409);
    assertThat(refused.body().path("description").asText()).contains("dataset " + D);
    api.submit(new Command.DeleteDataset(D, false));

    Response left = decommission(A);

    assertThat(left.status()).isEqualTo(200);
    assertThat(left.body().path("uuid").asText()).isEqualTo(A.toString());
    assertThat(left.body().path("decommissioned").asText()).isEqualTo(TestApi.NOW.toString());
    assertThat(decommission(A).body()).isEqualTo(left.body());
    assertThat(api.get("/v1/status/nodes/" + A).body().path("state").asText())
        .isEqualTo("decommissioned");
    Response late = api.post("/v1/configuration/datasets", "{\"primary\": \"%s\"}".formatted(A));
    assertThat(late.status()).isEqualTo(409);
    assertThat(late.body().path("description").asText()).contains("has left the cluster");
  }

  @Test
  void what_only_a_node_that_has_left_could_still_make_does_not_keep_a_dataset_from_being_purged() {
    api.submit(Scenario.newDataset(D, A));
    api.submit(new Command.DeleteDataset(D, false));
    decommission(A);

    api.submit(new Command.PurgeDatasets(Set.of(D), TestApi.NOW.plus(Duration.ofDays(1))));

    assertThat(api.store().snapshot().dataset(D)).isEmpty();
  }

  @Test
  void only_an_administrator_has_a_node_leave() {
    assertThat(api.call(Role.OPERATOR, "DELETE", PATH + B, "").status()).isEqualTo(403);
    assertThat(decommission(B).status()).isEqualTo(200);
  }

  @Test
  void a_node_that_is_not_known_cannot_leave() {
    assertThat(decommission(STRANGER).status()).isEqualTo(404);
    assertThat(decommission("nonsense").status()).isEqualTo(404);
  }
}
