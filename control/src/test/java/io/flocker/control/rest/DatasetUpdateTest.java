package io.flocker.control.rest;

import static io.flocker.control.model.Scenario.A;
import static io.flocker.control.model.Scenario.B;
import static io.flocker.control.model.Scenario.D;
import static io.flocker.control.model.Scenario.E;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.flocker.api.certificate.Role;
import io.flocker.control.model.Scenario;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class DatasetUpdateTest {

  private static final String PATH = "/v1/configuration/datasets/" + D;

  @RegisterExtension private final TestApi api = new TestApi();

  @BeforeEach
  void open() {
    api.submit(Scenario.newDataset(D, A));
  }

  private long version() {
    return api.store().snapshot().dataset(D).orElseThrow().version();
  }

  @Test
  void size_metadata_and_primary_change_together() {
    Response response =
        api.patch(
            PATH,
            "{\"maximum_size\": 67108864, \"metadata\": {\"name\": \"x\"}, \"primary\": \"%s\"}"
                .formatted(B));
    assertThat(response.status()).isEqualTo(200);
    assertThat(response.body())
        .hasToString(
            "{\"dataset_id\":\"%s\",\"primary\":\"%s\",\"deleted\":false,\"metadata\":{\"name\":\"x\"},\"maximum_size\":67108864}"
                .formatted(D, B));
    assertThat(api.get("/v1/configuration/datasets").body()).containsExactly(response.body());
    assertThat(response.headers()).containsEntry("etag", "\"" + version() + "\"");
  }

  @Test
  void what_is_not_mentioned_stays_and_null_is_no_limit() {
    api.patch(PATH, "{\"maximum_size\": 67108864, \"metadata\": {\"name\": \"x\"}}");
    JsonNode after = api.patch(PATH, "{\"maximum_size\": null}").body();
    assertThat(after.has("maximum_size")).isFalse();
    assertThat(after.path("metadata")).hasToString("{\"name\":\"x\"}");
    assertThat(api.patch(PATH, "{\"metadata\": {}}").body().path("metadata")).isEmpty();
    long version = version();
    assertThat(api.patch(PATH, "{}").status()).isEqualTo(200);
    assertThat(version()).isEqualTo(version);
  }

  @Test
  void an_update_of_which_a_part_is_refused_changes_nothing() {
    api.submit(Scenario.lease(D, A));
    String body = "{\"metadata\": {\"name\": \"x\"}, \"primary\": \"%s\"}".formatted(B);
    assertThat(api.patch(PATH, body).status()).isEqualTo(409);
    assertThat(version()).isEqualTo(1);
    assertThat(api.call(Role.ADMIN, "PATCH", PATH + "?force=true", body).status()).isEqualTo(200);
    assertThat(api.store().snapshot().leases()).isEmpty();
  }

  @Test
  void all_violations_are_told_at_once() {
    Response response =
        api.patch(PATH, "{\"maximum_size\": 1, \"metadata\": [], \"primary\": 1, \"x\": 1}");
    assertThat(response.status()).isEqualTo(400);
    assertThat(response.body().path("errors")).hasSize(5);
  }

  @Test
  void what_is_not_there_or_deleted_cannot_be_updated() {
    assertThat(api.patch("/v1/configuration/datasets/" + E, "{}").status()).isEqualTo(404);
    assertThat(api.patch("/v1/configuration/datasets/x", "{}").status()).isEqualTo(404);
    api.submit(Scenario.delete(D));
    assertThat(api.patch(PATH, "{}").status()).isEqualTo(405);
  }

  @Test
  void a_version_that_is_not_the_latest_refuses() {
    String body = "{\"metadata\": {\"name\": \"%s\"}, \"maximum_size\": 67108864}";
    Response first = api.patch(PATH, body.formatted("x"), "if-match", "\"1\"");
    assertThat(first.status()).isEqualTo(200);
    String tag = first.headers().getOrDefault("etag", "");
    assertThat(api.patch(PATH, body.formatted("y"), "if-match", "\"1\"").status()).isEqualTo(412);
    assertThat(api.patch(PATH, body.formatted("y"), "if-match", tag).status()).isEqualTo(200);
    assertThat(api.patch(PATH, "{}", "if-match", "W/\"1\"").status()).isEqualTo(400);
    assertThat(api.delete(PATH, "if-match", tag).status()).isEqualTo(412);
    assertThat(api.delete(PATH, "if-match", "\"" + version() + "\"").status()).isEqualTo(200);
  }
}
