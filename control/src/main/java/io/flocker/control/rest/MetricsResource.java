package io.flocker.control.rest;

import io.flocker.api.certificate.Role;
import io.flocker.control.metrics.Exposition;
import io.flocker.control.metrics.ServiceMetrics;
import io.flocker.control.status.ContainerStatus;
import io.flocker.control.status.DatasetStatus;
import io.flocker.control.status.NodeStatus;
import io.flocker.control.status.ObjectPhase;
import io.flocker.control.status.View;
import java.util.Arrays;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** {@code /v1/metrics}, for Prometheus. */
final class MetricsResource {

  private final Api.Parts parts;
  private final ServiceMetrics metrics;

  MetricsResource(Api.Parts parts, ServiceMetrics metrics) {
    this.parts = parts;
    this.metrics = metrics;
  }

  Stream<Route> routes() {
    return Stream.of(Route.of("GET", "/v1/metrics", Role.VIEWER, (_, _) -> metrics()));
  }

  private Answer metrics() {
    View view = new View(parts.store().snapshot(), parts.cluster().now());
    Exposition text = new Exposition();
    text.gauge("flocker_info", "The release that runs.")
        .sample(Map.of("version", parts.version()), 1);
    text.gauge("flocker_datasets", "Datasets by phase.");
    counts(
        text,
        "phase",
        ObjectPhase.values(),
        DatasetStatus.all(view).map(one -> one.verdict().phase()));
    text.gauge("flocker_containers", "Containers by phase.");
    counts(
        text,
        "phase",
        ObjectPhase.values(),
        ContainerStatus.all(view).map(one -> one.verdict().phase()));
    text.gauge("flocker_nodes", "Nodes by how they stand to the cluster.");
    counts(text, "state", NodeStatus.State.values(), NodeStatus.all(view).map(NodeStatus::state));
    text.gauge(
        "flocker_node_certificate_ends_timestamp_seconds",
        "When the certificate of a node ends, in seconds since 1970.");
    NodeStatus.all(view)
        .filter(node -> node.state() != NodeStatus.State.DECOMMISSIONED)
        .forEach(node ->
            node.certificate()
                .ifPresent(certificate ->
                    text.sample(
                        Map.of("node", node.id().toString()),
                        certificate.ends().getEpochSecond())));
    text.gauge("flocker_leases", "Leases, with those that have ended and are not removed yet.")
        .sample(Map.of(), view.wanted().leases().size());
    text.gauge("flocker_configuration_revision", "The revision of the configuration.")
        .sample(Map.of(), view.wanted().revision());
    metrics.write(text);
    return new Answer.Text(Exposition.MEDIA_TYPE, text.toString());
  }

  /** Those of which there is none are told too: a line that is missing looks like a failure. */
  private static <T extends Enum<T>> void counts(
      Exposition text, String label, T[] values, Stream<T> all) {
    Map<T, Long> counts =
        all.collect(Collectors.groupingBy(Function.identity(), Collectors.counting()));
    Arrays.stream(values)
        .forEach(
            value -> text.sample(Map.of(label, value.toString()), counts.getOrDefault(value, 0L)));
  }
}
