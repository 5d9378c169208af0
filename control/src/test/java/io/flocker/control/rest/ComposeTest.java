package io.flocker.control.rest;

import static io.flocker.control.model.Scenario.A;
import static io.flocker.control.model.Scenario.B;
import static io.flocker.control.model.Scenario.D;
import static io.flocker.control.model.Scenario.E;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.flocker.api.certificate.Role;
import io.flocker.control.cluster.TestAgent;
import io.flocker.control.model.ClusterConfiguration;
import io.flocker.control.model.Command;
import io.flocker.control.model.Container;
import io.flocker.control.model.Scenario;
import io.flocker.core.model.ApplicationName;
import io.flocker.core.model.Size;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class ComposeTest {

  private static final String PATH = "/v1/configuration/_compose";

  @RegisterExtension private final TestApi api = new TestApi();
  private TestAgent a;

  @BeforeEach
  void join() {
    a = api.join(A, "10.0.0.1").report();
    var _ = api.join(B, "10.0.0.2").report();
  }

  private Response compose(String nodes, String applications) {
    return api.post(PATH, body(nodes, applications));
  }

  private static String body(String nodes, String applications) {
    return "{\"deployment\": {\"version\": 1, \"nodes\": %s}, \"applications\": %s}"
        .formatted(nodes, applications);
  }

  private static String flocker(String applications) {
    return "{\"version\": 1, \"applications\": " + applications + "}";
  }

  private static String db(String more) {
    return "\"db\": {\"image\": \"postgres:17\", \"volume\": {\"mountpoint\": \"/data\","
        + " \"dataset_id\": \"%s\"%s}}".formatted(D, more);
  }

  private ClusterConfiguration now() {
    return api.store().snapshot();
  }

  private Container container(String name) {
    return now().container(new ApplicationName(name)).orElseThrow();
  }

  private void done(Response response) {
    assertThat(response.status()).as(response.body().toString()).isEqualTo(200);
    assertThat(response.body().isNull()).isTrue();
  }

  @Test
  void a_deployment_makes_containers_and_their_datasets() {
    done(
        compose(
            "{\"10.0.0.1\": [\"db\"], \"%s\": [\"web\"]}".formatted(B),
            flocker(
                "{%s, \"web\": {\"image\": \"nginx\", \"ports\": [{\"internal\": 80, \"external\": 8080}]}}"
                    .formatted(db(", \"maximum_size\": \"64M\"")))));
    assertThat(container("db").node()).isEqualTo(A);
    assertThat(container("web").node()).isEqualTo(B);
    assertThat(now().dataset(D).orElseThrow().primary()).isEqualTo(A);
    assertThat(now().dataset(D).orElseThrow().maximumSize()).contains(Size.mebibytes(64));
  }

  @Test
  void fig_is_understood() {
    done(
        compose(
            "{\"10.0.0.1\": [\"db\"]}",
            "{\"db\": {\"image\": \"postgres:17\", \"volumes\": [\"/data\"]}}"));
    assertThat(container("db").application().volumes()).hasSize(1);
  }

  @Test
  void the_same_deployment_again_changes_nothing() {
    String body = body("{\"10.0.0.1\": [\"db\"]}", flocker("{" + db("") + "}"));
    done(api.post(PATH, body));
    long revision = now().revision();
    done(api.post(PATH, body));
    assertThat(now().revision()).isEqualTo(revision);
  }

  @Test
  void a_container_moves_with_its_dataset() {
    String applications = flocker("{" + db("") + "}");
    done(compose("{\"10.0.0.1\": [\"db\"]}", applications));
    done(compose("{\"10.0.0.2\": [\"db\"]}", applications));
    assertThat(container("db").node()).isEqualTo(B);
    assertThat(container("db").version()).isEqualTo(2);
    assertThat(now().dataset(D).orElseThrow().primary()).isEqualTo(B);
  }

  @Test
  void a_changed_container_may_move_in_the_same_step() {
    done(compose("{\"10.0.0.1\": [\"db\"]}", flocker("{" + db("") + "}")));
    done(
        compose(
            "{\"10.0.0.2\": [\"db\"]}", flocker("{" + db(", \"maximum_size\": \"128M\"") + "}")));
    assertThat(container("db").node()).isEqualTo(B);
    assertThat(now().dataset(D).orElseThrow().maximumSize()).contains(Size.mebibytes(128));
  }

  @Test
  void containers_that_are_not_mentioned_go_and_datasets_and_leases_stay() {
    api.submit(Scenario.newDataset(D, A));
    api.submit(Scenario.newDataset(E, B));
    api.submit(Scenario.lease(E, B));
    api.submit(new Command.CreateContainer(A, Scenario.using("old", D)));
    done(compose("{\"10.0.0.1\": [\"db\"], \"10.0.0.2\": []}", flocker("{" + db("") + "}")));
    assertThat(now().containers()).containsOnlyKeys(new ApplicationName("db"));
    assertThat(now().userOf(D)).contains(new ApplicationName("db"));
    assertThat(now().datasets()).containsOnlyKeys(D, E);
    assertThat(now().dataset(E).orElseThrow().isDeleted()).isFalse();
    assertThat(now().leases()).containsOnlyKeys(E);
  }

  @Test
  void a_node_is_found_at_the_address_of_its_agent() {
    a.leave();
    var _ = api.join(A, "192.0.2.7").report();
    done(compose("{\"192.0.2.7\": [\"db\"]}", flocker("{" + db("") + "}")));
    assertThat(container("db").node()).isEqualTo(A);
  }

  @Test
  void all_problems_are_told_at_once_and_nothing_is_changed() {
    long revision = now().revision();
    Response texts =
        compose(
            "{\"10.0.0.1\": [\"db\", \"none\"]}",
            flocker("{\"db\": {\"image\": \"A b\", \"more\": 1}}"));
    assertThat(texts.status()).isEqualTo(400);
    assertThat(texts.body().path("errors").valueStream().map(JsonNode::asText))
        .hasSize(3)
        .noneMatch(error -> error.matches(".*:[0-9]+:[0-9]+.*"));

    api.submit(Scenario.newDataset(D, A));
    api.submit(Scenario.delete(D));
    Response cluster =
        compose(
            "{\"10.0.0.8\": [], \"10.0.0.9\": [\"db\"]}",
            flocker("{" + db(", \"maximum_size\": \"1K\"") + "}"));
    assertThat(cluster.status()).isEqualTo(400);
    assertThat(cluster.body().path("errors").valueStream().map(JsonNode::asText))
        .hasSize(4)
        .anyMatch(error -> error.contains("\"10.0.0.8\"") && error.contains("nodes: 10.0.0.1"))
        .anyMatch(error -> error.contains("was deleted"));
    assertThat(now().revision()).isEqualTo(revision + 2);
  }

  @Test
  void leases_of_other_nodes_refuse_all_of_it() {
    api.submit(Scenario.newDataset(D, B));
    api.submit(Scenario.newDataset(E, B));
    api.submit(Scenario.lease(D, B));
    api.submit(Scenario.lease(E, B));
    String second =
        "\"second\": {\"image\": \"x\", \"volume\": {\"mountpoint\": \"/d\", \"dataset_id\": \"%s\"}}"
            .formatted(E);
    String body =
        body("{\"10.0.0.1\": [\"db\", \"second\"]}", flocker("{" + db("") + "," + second + "}"));
    Response refused = api.post(PATH, body);
    assertThat(refused.status()).isEqualTo(409);
    assertThat(refused.body().path("errors").toString()).contains(D.toString(), E.toString());
    assertThat(now().containers()).isEmpty();

    assertThat(api.post(PATH + "?force=true", body).status()).isEqualTo(403);
    done(api.call(Role.ADMIN, "POST", PATH + "?force=true", body));
    assertThat(now().leases()).isEmpty();
  }

  @Test
  void a_volume_that_may_be_on_a_node_which_is_not_heard_is_not_made_anew() {
    a.leave();
    Response refused = compose("{\"10.0.0.2\": [\"db\"]}", flocker("{" + db("") + "}"));
    assertThat(refused.status()).isEqualTo(400);
    assertThat(refused.body().path("errors").toString())
        .contains("applications: db", D.toString(), "10.0.0.1");
    String body = body("{\"10.0.0.2\": [\"db\"]}", flocker("{" + db("") + "}"));
    assertThat(api.call(Role.ADMIN, "POST", "/v1/plan?force=true", body).status()).isEqualTo(200);
    done(api.call(Role.ADMIN, "POST", PATH + "?force=true", body));
    done(api.post(PATH, body));
  }

  @Test
  void the_text_of_an_env_file_comes_with_the_request() {
    String body =
        """
        {"deployment": {"version": 1, "nodes": {"10.0.0.1": ["web"]}},
         "applications": {"services": {"web": {"image": "nginx", "env_file": ["./web.env"]}}}%s}
        """;
    assertThat(api.post(PATH, body.formatted("")).body().path("errors").toString())
        .contains("./web.env");
    assertThat(api.post(PATH, body.formatted(", \"env_files\": {\"./web.env\": 1}")).status())
        .isEqualTo(400);
    done(api.post(PATH, body.formatted(", \"env_files\": {\"./web.env\": \"COLOUR=blue\\n\"}")));
    assertThat(container("web").application().environment()).containsEntry("COLOUR", "blue");
  }

  @Test
  void a_plan_tells_every_change_in_order_and_makes_none() {
    done(
        compose(
            "{\"10.0.0.1\": [\"db\", \"old\"]}",
            flocker("{" + db("") + ", \"old\": {\"image\": \"x\"}}")));
    var _ = a.owns(D, 1, Optional.empty()).report();
    long revision = now().revision();
    String wanted =
        body(
            "{\"10.0.0.2\": [\"db\", \"web\"]}",
            flocker(
                "{" + db(", \"maximum_size\": \"64M\"") + ", \"web\": {\"image\": \"nginx\"}}"));
    Response plan = api.call(Role.VIEWER, "POST", "/v1/plan", wanted);
    assertThat(plan.status()).isEqualTo(200);
    assertThat(plan.body().path("changes").valueStream().map(ComposeTest::told))
        .containsExactly(
            "delete db", "delete old", "resize " + D, "move " + D, "create db", "create web");
    assertThat(plan.body().at("/changes/3/from").asText()).isEqualTo(A.toString());
    assertThat(plan.body().at("/changes/3/to").asText()).isEqualTo(B.toString());
    assertThat(plan.body().at("/changes/3/used").asLong()).isPositive();
    assertThat(plan.body().at("/changes/3/sentence").asText()).contains("10.0.0.1", "10.0.0.2");
    assertThat(now().revision()).isEqualTo(revision);
    done(api.post(PATH, wanted));
    assertThat(api.call(Role.VIEWER, "POST", "/v1/plan", wanted).body().path("changes")).isEmpty();
  }

  private static String told(JsonNode change) {
    return change.path("action").asText() + " " + change.at("/object/id").asText();
  }

  @Test
  void a_plan_that_a_lease_forbids_is_refused_like_the_deployment() {
    api.submit(Scenario.newDataset(D, B));
    api.submit(Scenario.lease(D, B));
    String wanted = body("{\"10.0.0.1\": [\"db\"]}", flocker("{" + db("") + "}"));
    assertThat(api.call(Role.VIEWER, "POST", "/v1/plan", wanted).status()).isEqualTo(409);
  }

  @Test
  void a_body_that_is_none_is_refused() {
    assertThat(api.post(PATH, "{}").body().path("errors")).hasSize(2);
    assertThat(api.post(PATH, "{\"applications\": [], \"deployment\": 1}").status()).isEqualTo(400);
    assertThat(compose("[]", "{}").status()).isEqualTo(400);
    assertThat(api.call(Role.VIEWER, "POST", PATH, "{}").status()).isEqualTo(403);
  }
}
