package io.flocker.control.rest;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.flocker.api.certificate.Role;
import io.flocker.control.cluster.AgentLink;
import io.flocker.control.cluster.Cluster;
import io.flocker.control.cluster.ClusterSnapshot;
import io.flocker.control.cluster.NodeSnapshot;
import io.flocker.control.model.Container;
import io.flocker.control.status.NodeStatus;
import io.flocker.control.status.Silence;
import io.flocker.control.status.View;
import io.flocker.control.store.ConfigurationStore;
import io.flocker.core.state.ObservedContainer;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * {@code /v1/state}: what the nodes report, in the original's form. What a lost node said last is
 * still told, marked as such, in fields that the original did not have.
 */
final class StateResource {

  private static final String PATH = "/v1/state";

  private final ConfigurationStore store;
  private final Cluster cluster;
  private final ObservedDatasets datasets = new ObservedDatasets();

  StateResource(ConfigurationStore store, Cluster cluster) {
    this.store = store;
    this.cluster = cluster;
  }

  Stream<Route> routes() {
    return Stream.of(
        Route.of("GET", PATH + "/datasets", Role.VIEWER, (_, _) -> datasets.of(view())),
        Route.of("GET", PATH + "/containers", Role.VIEWER, (_, _) -> Response.ok(containers())),
        Route.of("GET", PATH + "/nodes", Role.VIEWER, (_, _) -> Response.ok(nodes())),
        Route.of("GET", PATH + "/nodes/by_era/{}", Role.VIEWER, (_, era) -> byEra(era)));
  }

  private View view() {
    return new View(store.snapshot(), cluster.now());
  }

  private static void unreachable(ObjectNode form, Optional<Silence> silence) {
    silence
        .flatMap(Silence::since)
        .ifPresent(since -> form.put("unreachable_since", since.toString()));
  }

  private ArrayNode containers() {
    View view = view();
    ArrayNode all = Json.array();
    for (NodeSnapshot node : view.cluster().nodes().values()) {
      Optional<Silence> silence = view.silenceOfContainers(node.id());
      for (ObservedContainer observed : node.containers().values()) {
        Optional<Container> wanted = view.wanted().container(observed.name());
        ObjectNode form =
            ContainerForm.write(ObservedForm.of(node, observed, wanted))
                .put("running", observed.running());
        unreachable(form, silence);
        all.add(form);
      }
    }
    return all;
  }

  /**
   * Nodes that are connected come first, and hide a lost one at the same address: clients that look
   * for the node at an address take the first.
   */
  private ArrayNode nodes() {
    List<NodeStatus> nodes =
        NodeStatus.all(view())
            .filter(node -> node.presence().isPresent() && node.host().isPresent())
            .sorted(Comparator.comparing(NodeStatus::isConnected).reversed())
            .toList();
    Set<String> taken = new HashSet<>();
    ArrayNode all = Json.array();
    for (NodeStatus node : nodes) {
      String host = node.host().orElseThrow();
      if (taken.add(host) || node.isConnected()) {
        all.add(node(node, host));
      }
    }
    return all;
  }

  private static ObjectNode node(NodeStatus node, String host) {
    ObjectNode form =
        Json.object()
            .put("uuid", node.id().toString())
            .put("host", host)
            .put("state", node.isConnected() ? "connected" : "unreachable");
    node.since().ifPresent(since -> form.put("since", since.toString()));
    node.era().ifPresent(era -> form.put("era", era));
    node.release().ifPresent(release -> form.put("version", release));
    return form;
  }

  private Response byEra(String text) {
    UUID era;
    try {
      era = UUID.fromString(text);
    } catch (IllegalArgumentException e) {
      throw ApiException.schema(
          List.of(
              "era: \"" + Body.cut(text) + "\" (expected: the UUID that flocker-node-era prints)"));
    }
    ClusterSnapshot now = cluster.now();
    return now.nodes().values().stream()
        .filter(node -> node.links().stream().anyMatch(agent -> isOf(agent, era)))
        .findFirst()
        .map(node -> Response.ok(Json.object().put("uuid", node.id().toString())))
        .orElseThrow(() -> new ApiException(404, "No node found with given era."));
  }

  private static boolean isOf(AgentLink agent, UUID era) {
    return agent.hello().bootId().equalsIgnoreCase(era.toString());
  }
}
