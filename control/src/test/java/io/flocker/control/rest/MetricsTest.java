package io.flocker.control.rest;

import static io.flocker.control.model.Scenario.A;
import static io.flocker.control.model.Scenario.D;
import static io.flocker.control.model.Scenario.E;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.flocker.api.certificate.Role;
import io.flocker.control.model.Scenario;
import io.flocker.wire.CertificateState;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class MetricsTest {

  @RegisterExtension private final TestApi api = new TestApi();

  private List<String> metrics() {
    Answer answer = api.answer(Role.VIEWER, "GET", "/v1/metrics", "");
    assertThat(answer).isInstanceOf(Answer.Text.class);
    Answer.Text text = (Answer.Text) answer;
    assertThat(text.mediaType()).startsWith("text/plain; version=0.0.4");
    return text.text().lines().toList();
  }

  @Test
  void what_there_is_is_counted() {
    api.submit(Scenario.newDataset(D, A));
    api.submit(Scenario.newDataset(E, A));
    api.submit(Scenario.lease(D, A));
    api.join(A, "10.0.0.1")
        .owns(D, 1, Optional.empty())
        .certified(new CertificateState(Instant.ofEpochSecond(2_000_000_000), Optional.empty()));
    assertThat(metrics())
        .contains(
            "flocker_info{version=\"1.2.3\"} 1",
            "flocker_datasets{phase=\"settled\"} 1",
            "flocker_datasets{phase=\"waiting\"} 1",
            "flocker_datasets{phase=\"failed\"} 0",
            "flocker_nodes{state=\"connected\"} 1",
            "flocker_nodes{state=\"unreachable\"} 1",
            "flocker_node_certificate_ends_timestamp_seconds{node=\"" + A + "\"} 2000000000",
            "flocker_leases 1",
            "flocker_configuration_revision " + api.store().snapshot().revision());
  }

  @Test
  void requests_are_counted_by_the_pattern_of_their_path() {
    api.get("/v1/status/datasets/" + D);
    api.get("/v1/status/datasets/" + E);
    api.get("/v1/nothing/" + D);
    api.post("/v1/configuration/datasets", "{\"primary\": \"" + A + "\"}");
    List<String> metrics = metrics();
    assertThat(metrics)
        .contains(
            "flocker_requests_total{method=\"GET\",path=\"/v1/status/datasets/{}\",status=\"404\"} 2",
            "flocker_requests_total{method=\"GET\",path=\"none\",status=\"404\"} 1",
            "flocker_requests_total{method=\"POST\",path=\"/v1/configuration/datasets\",status=\"201\"} 1",
            "flocker_request_seconds_count 4",
            "flocker_request_seconds_bucket{le=\"+Inf\"} 4",
            "flocker_store_command_seconds_count 1")
        .noneMatch(line -> line.contains(D.toString()));
  }

  @Test
  void commits_are_counted_whoever_asked_for_them() {
    long before = commits();
    for (int i = 0; i < 10; i++) {
      api.submit(Scenario.newDataset(Scenario.dataset(i), A));
    }
    await().until(() -> commits() >= before + 10);
  }

  private long commits() {
    return metrics().stream()
        .filter(line -> line.startsWith("flocker_store_commits_total "))
        .mapToLong(line -> Long.parseLong(line.substring(line.indexOf(' ') + 1)))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void every_line_is_one_that_prometheus_reads_and_each_metric_is_explained_once() {
    api.get("/v1/version");
    List<String> metrics = metrics();
    assertThat(metrics)
        .allMatch(line ->
            line.matches(
                "# (HELP|TYPE) [a-z_]+ .+"
                    + "|[a-z_]+(\\{[a-z]+=\"[^\"]*\"(,[a-z]+=\"[^\"]*\")*})? [0-9.E-]+"));
    assertThat(metrics.stream().filter(line -> line.startsWith("# TYPE")).toList())
        .doesNotHaveDuplicates();
  }
}
