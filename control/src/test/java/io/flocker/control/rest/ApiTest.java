package io.flocker.control.rest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.flocker.api.certificate.Role;
import io.flocker.control.model.Command;
import io.flocker.control.model.RefusalCode;
import io.flocker.control.model.Scenario;
import io.flocker.control.store.ConfigurationStore;
import io.flocker.control.store.HistoryQuery;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ApiTest {

  private static final String DATASETS = "/v1/configuration/datasets";
  private static final String LEASES = "/v1/configuration/leases";
  private static final String CONTAINERS = "/v1/configuration/containers";

  @RegisterExtension private final TestApi api = new TestApi();
  private ConfigurationStore store;

  @BeforeEach
  void open() {
    store = api.store();
  }

  private Response call(Role role, String method, String target, String body) {
    return api.call(role, method, target, body);
  }

  private Response get(String path) {
    return api.get(path);
  }

  private Response post(String path, String body, String... tags) {
    return api.post(path, body, headers(tags));
  }

  private Response delete(String path, String... tags) {
    return api.delete(path, headers(tags));
  }

  private static String[] headers(String... tags) {
    return Arrays.stream(tags)
        .flatMap(tag -> Stream.of("x-if-configuration-matches", tag))
        .toArray(String[]::new);
  }

  private static String description(Response response) {
    return TestApi.description(response);
  }

  private String create() {
    Response response = post(DATASETS, "{\"primary\": \"" + Scenario.A + "\"}");
    assertThat(response.status()).isEqualTo(201);
    return response.body().path("dataset_id").asText();
  }

  @Test
  void the_version_is_told() {
    assertThat(get("/v1/version").body()).hasToString("{\"flocker\":\"1.2.3\"}");
  }

  @Test
  void a_dataset_is_created_listed_moved_and_deleted() {
    String id = Scenario.D.toString();
    Response created =
        post(
            DATASETS,
            "{\"primary\": \"%s\", \"dataset_id\": \"%s\", \"maximum_size\": 67108864, \"metadata\": {\"name\": \"x\"}}"
                .formatted(Scenario.A, id.toUpperCase(Locale.ROOT)));
    String form =
        "{\"dataset_id\":\"%s\",\"primary\":\"%s\",\"deleted\":%s,\"metadata\":{\"name\":\"x\"},\"maximum_size\":67108864}";
    assertThat(created.status()).isEqualTo(201);
    assertThat(created.body()).hasToString(form.formatted(id, Scenario.A, false));
    assertThat(get(DATASETS).body()).hasToString("[" + created.body() + "]");

    Response moved =
        post(DATASETS + "/" + id.toUpperCase(Locale.ROOT), "{\"primary\": \"" + Scenario.B + "\"}");
    assertThat(moved.status()).isEqualTo(200);
    assertThat(moved.body()).hasToString(form.formatted(id, Scenario.B, false));
    assertThat(post(DATASETS + "/" + id, "{}").body()).isEqualTo(moved.body());

    for (int i = 0; i < 2; i++) {
      Response deleted = delete(DATASETS + "/" + id.toUpperCase(Locale.ROOT));
      assertThat(deleted.status()).isEqualTo(200);
      assertThat(deleted.body()).hasToString(form.formatted(id, Scenario.B, true));
    }
    assertThat(get(DATASETS).body()).hasSize(1);
    assertThat(post(DATASETS + "/" + id, "{}").status()).isEqualTo(405);
    assertThat(store.history(HistoryQuery.latest(1)).getFirst().who()).isEqualTo("user-alice");
  }

  @Test
  void refusals_have_the_statuses_that_clients_know() {
    String id = create();
    assertThat(
            post(
                    DATASETS,
                    "{\"primary\": \"%s\", \"dataset_id\": \"%s\"}".formatted(Scenario.A, id))
                .status())
        .isEqualTo(409);
    assertThat(post(DATASETS, "{\"primary\": \"" + Scenario.STRANGER + "\"}").status())
        .isEqualTo(404);
    assertThat(post(DATASETS + "/" + Scenario.E, "{}").status()).isEqualTo(404);
    assertThat(post(DATASETS + "/nonsense", "{}").status()).isEqualTo(404);
    assertThat(delete(DATASETS + "/" + "x".repeat(36)).status()).isEqualTo(404);
    assertThat(delete(LEASES + "/" + "x".repeat(36)).status()).isEqualTo(404);
    assertThat(delete(CONTAINERS + "/-").status()).isEqualTo(404);
  }

  @Test
  void a_tag_that_is_not_the_latest_refuses_before_the_body_is_read() {
    String tag = get(DATASETS).headers().getOrDefault("x-configuration-tag", "");
    assertThat(tag).isEqualTo(store.snapshot().tag());
    String body = "{\"primary\": \"" + Scenario.A + "\"}";
    assertThat(post(DATASETS, body, "0", tag).status()).isEqualTo(201);

    Response late = post(DATASETS, "no JSON", tag);

    assertThat(late.status()).isEqualTo(412);
    assertThat(description(late)).contains(tag).contains(store.snapshot().tag());
    assertThat(delete(DATASETS + "/nonsense", tag).status()).isEqualTo(412);
  }

  @Test
  void all_violations_are_told_at_once() {
    Response response =
        post(
            DATASETS,
            "{\"primary\": 5, \"maximum_size\": 1025, \"metadata\": {\"a\": 1}, \"deleted\": true, \"x\": 1}");
    assertThat(response.status()).isEqualTo(400);
    assertThat(description(response)).contains("doesn't match the required schema");
    assertThat(response.body().path("errors").valueStream().map(JsonNode::asText))
        .containsExactlyInAnyOrder(
            "x: unknown (expected: dataset_id, deleted, from, maximum_size, metadata, primary)",
            "primary: 5 (expected: a UUID of version 4, 36 characters)",
            "maximum_size: 1025 (expected: at least 67108864 bytes, 64 MiB)",
            "maximum_size: 1025 (expected: a multiple of 1024)",
            "metadata.a: 1 (expected: a text)",
            "deleted: true (expected: false, or to be left out)");
  }

  @Test
  void an_option_of_a_backend_that_is_not_good_is_told_where_it_stands() {
    String body = "{\"primary\": \"%s\", \"metadata\": {\"flocker:option:%s\": \"%s\"}}";
    Response response = post(DATASETS, body.formatted(Scenario.A, "zfs.compression", "best"));
    assertThat(response.status()).isEqualTo(400);
    assertThat(response.body().path("errors").valueStream().map(JsonNode::asText))
        .singleElement()
        .asString()
        .startsWith(
            "metadata.\"flocker:option:zfs.compression\": \"best\" (expected: on, off, lz4");
    assertThat(post(DATASETS, body.formatted(Scenario.A, "zfs.compression", "lz4")).status())
        .isEqualTo(201);
  }

  @Test
  void leases_are_acquired_renewed_listed_and_released() {
    String id = create();
    String lease = "{\"dataset_id\": \"%s\", \"node_uuid\": \"%s\", \"expires\": %s}";
    assertThat(post(LEASES, lease.formatted(id, Scenario.A, "60.5")).status()).isEqualTo(201);
    assertThat(get(LEASES).body().get(0).path("expires").asDouble()).isEqualTo(60.5);
    assertThat(post(LEASES, lease.formatted(id, Scenario.A, "null")).status()).isEqualTo(200);
    assertThat(get(LEASES).body().get(0).path("expires").isNull()).isTrue();
    assertThat(post(LEASES, lease.formatted(id, Scenario.B, "null")).status()).isEqualTo(409);
    assertThat(post(LEASES, lease.formatted(id, Scenario.A, "1e400")).status()).isEqualTo(400);
    assertThat(post(LEASES, lease.formatted(id, Scenario.A, "\"x\"")).status()).isEqualTo(400);
    assertThat(post(LEASES, "{}").body().path("errors")).hasSize(3);

    assertThat(delete(DATASETS + "/" + id).status()).isEqualTo(409);
    assertThat(delete(LEASES + "/" + id.toUpperCase(Locale.ROOT)).status()).isEqualTo(200);
    assertThat(delete(LEASES + "/" + id).status()).isEqualTo(404);
  }

  @Test
  void force_is_an_administrators() {
    String id = create();
    store.submit(Scenario.lease(io.flocker.core.model.DatasetId.parse(id), Scenario.A), "tester");
    String path = DATASETS + "/" + id + "?force=true";
    assertThat(delete(path).status()).isEqualTo(403);
    assertThat(call(Role.ADMIN, "DELETE", DATASETS + "/" + id + "?force=yes", "").status())
        .isEqualTo(400);
    assertThat(call(Role.ADMIN, "DELETE", path, "").status()).isEqualTo(200);
  }

  @Test
  void containers_are_listed_moved_and_deleted() {
    store.submit(new Command.CreateContainer(Scenario.A, Scenario.using("web")), "tester");
    String form =
        "{\"node_uuid\":\"%s\",\"name\":\"web\",\"image\":\"postgres:17\",\"restart_policy\":{\"name\":\"never\"}}";
    assertThat(get(CONTAINERS).body()).hasToString("[" + form.formatted(Scenario.A) + "]");
    assertThat(post(CONTAINERS + "/web", "{\"node_uuid\": \"" + Scenario.B + "\"}").body())
        .hasToString(form.formatted(Scenario.B));
    Response deleted = delete(CONTAINERS + "/web");
    assertThat(deleted.status()).isEqualTo(200);
    assertThat(deleted.body().isNull()).isTrue();
    assertThat(delete(CONTAINERS + "/web").status()).isEqualTo(404);
  }

  @Test
  void a_container_with_everything_is_answered_as_it_was_asked_for() {
    String id = create();
    String body =
        "{\"node_uuid\":\"%s\",\"name\":\"db\",\"image\":\"postgres:17\",\"restart_policy\":{\"name\":\"on-failure\",\"maximum_retry_count\":3},\"volumes\":[{\"dataset_id\":\"%s\",\"mountpoint\":\"/data\"}],\"ports\":[{\"internal\":80,\"external\":8080}],\"links\":[{\"alias\":\"a\",\"local_port\":1,\"remote_port\":2}],\"environment\":{\"A\":\"b\"},\"memory_limit\":1048576,\"cpu_shares\":1024,\"command_line\":[\"x\",\"\"]}"
            .formatted(Scenario.A, id);
    Response created = post(CONTAINERS, body.replace("\"db\"", "\"/db\""));
    assertThat(created.body()).hasToString(body);
    assertThat(created.status()).isEqualTo(201);
    assertThat(post(CONTAINERS, body).status()).isEqualTo(409);
    assertThat(get(CONTAINERS).body().get(0)).isEqualTo(created.body());
  }

  @Test
  void all_violations_of_a_container_are_told_at_once() {
    Response response =
        post(
            CONTAINERS,
            "{\"name\":\"-\",\"image\":\"A b\",\"ports\":[{\"internal\":0,\"more\":1},7],\"cpu_shares\":0,\"restart_policy\":{\"name\":\"always\",\"maximum_retry_count\":1},\"environment\":[],\"command_line\":[1],\"volumes\":[{\"dataset_id\":\"x\",\"mountpoint\":\"rel\"}]}");
    assertThat(response.status()).isEqualTo(400);
    assertThat(response.body().path("errors").valueStream().map(JsonNode::asText))
        .contains(
            "ports[0].internal: 0 (expected: a whole number from 1 to 65535)",
            "ports[0].external: missing (expected: a whole number from 1 to 65535)",
            "ports[0].more: unknown (expected: external, internal)",
            "ports[1]: 7 (expected: an object)",
            "cpu_shares: 0 (expected: a whole number from 1 to 1024)",
            "restart_policy.maximum_retry_count: only on-failure has one",
            "environment: [] (expected: an object of texts)",
            "command_line: [1] (expected: a list of texts)",
            "volumes[0].dataset_id: \"x\" (expected: a UUID of version 4, 36 characters)")
        .anyMatch(error -> error.startsWith("name: "))
        .anyMatch(error -> error.startsWith("image: "))
        .anyMatch(error -> error.startsWith("volumes[0].mountpoint: "))
        .anyMatch(error -> error.startsWith("node_uuid: missing"));
  }

  @Test
  void a_viewer_looks_and_nothing_else() {
    assertThat(call(Role.VIEWER, "GET", DATASETS, "").status()).isEqualTo(200);
    Response refused = call(Role.VIEWER, "POST", DATASETS, "{}");
    assertThat(refused.status()).isEqualTo(403);
    assertThat(description(refused)).isEqualTo("User alice is viewer; this needs operator.");
  }

  @Test
  void unknown_paths_and_methods_are_answered_in_json() {
    assertThat(get("/").status()).isEqualTo(404);
    assertThat(get(DATASETS + "/").status()).isEqualTo(404);
    Response wrong = call(Role.ADMIN, "PUT", DATASETS, "");
    assertThat(wrong.status()).isEqualTo(405);
    assertThat(wrong.headers()).containsEntry("allow", "GET, POST");
    assertThat(description(wrong)).contains("does not know PUT, only GET, POST");
  }

  @ParameterizedTest
  @EnumSource(RefusalCode.class)
  void every_refusal_is_a_callers_error(RefusalCode code) {
    assertThat(Statuses.of(code)).isBetween(400, 499);
  }

  @Test
  void no_bad_input_is_a_defect() {
    String[] values = {
      "null",
      "true",
      "-1",
      "1e999",
      "99999999999999999999",
      "\"\"",
      "\"\\u0000\"",
      "[]",
      "{}",
      "{\"a\":{}}",
      "[[",
      "\"" + Scenario.A + "\"",
      "\"" + Scenario.D + "\"",
      "67108864",
      "",
    };
    String[] names = {
      "primary",
      "dataset_id",
      "maximum_size",
      "metadata",
      "node_uuid",
      "expires",
      "deleted",
      "\\ud800",
    };
    String[] paths = {
      DATASETS,
      LEASES,
      CONTAINERS,
      DATASETS + "/" + Scenario.D,
      LEASES + "/" + Scenario.D,
      CONTAINERS + "/web",
      DATASETS + "/%00",
      DATASETS + "/" + "9".repeat(5000),
      "/v1//",
      "",
    };
    Random random = new Random(3);
    for (int i = 0; i < 8000; i++) {
      StringBuilder body = new StringBuilder("{");
      for (int field = random.nextInt(4); field >= 0; field--) {
        body.append('"').append(names[random.nextInt(names.length)]).append("\":");
        body.append(values[random.nextInt(values.length)]).append(field == 0 ? "" : ",");
      }
      String text = body.append(random.nextInt(20) == 0 ? "" : "}").toString();
      String method = List.of("GET", "POST", "DELETE", "PATCH").get(random.nextInt(4));
      String path = paths[random.nextInt(paths.length)];
      Response response = call(Role.OPERATOR, method, path, text);
      assertThat(response.status()).as("%s %s %s", method, path, text).isBetween(200, 499);
      if (response.status() >= 400) {
        assertThat(description(response)).isNotEmpty();
      }
    }
  }
}
