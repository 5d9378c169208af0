package io.flocker.cli.ctl;

import com.fasterxml.jackson.databind.JsonNode;
import io.flocker.cli.rest.RestClient;
import java.util.List;
import java.util.Optional;

/** What the control service says of the whole cluster, asked for when it is needed. */
final class ClusterView {

  private static final String DATASETS = "/v1/status/datasets";
  private static final String CONTAINERS = "/v1/status/containers";
  private static final String NODES = "/v1/status/nodes";

  private final RestClient client;

  ClusterView(RestClient client) {
    this.client = client;
  }

  JsonNode datasets() {
    return client.get(DATASETS);
  }

  JsonNode containers() {
    return client.get(CONTAINERS);
  }

  JsonNode nodes() {
    return client.get(NODES);
  }

  static List<DatasetInfo> datasets(JsonNode answer) {
    return answer.valueStream().map(DatasetInfo::of).toList();
  }

  static List<ContainerInfo> containers(JsonNode answer) {
    return answer.valueStream().map(ContainerInfo::of).toList();
  }

  static List<NodeInfo> nodes(JsonNode answer) {
    return answer.valueStream().map(NodeInfo::of).toList();
  }

  /** The dataset that a person means. */
  DatasetInfo dataset(String given) {
    return Lookup.dataset(datasets(datasets()), given);
  }

  /** The dataset in the trash that a person means. */
  DatasetInfo trashedDataset(String given) {
    return Lookup.trashedDataset(datasets(datasets()), given);
  }

  /** The node that a person means. */
  NodeInfo node(String given) {
    return Lookup.node(nodes(nodes()), given);
  }

  /** How one dataset is now, as the service says it; empty if there is none of this id. */
  Optional<JsonNode> status(String id) {
    return client.find(DATASETS + "/" + id);
  }
}
