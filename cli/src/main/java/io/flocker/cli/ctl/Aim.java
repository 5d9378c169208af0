package io.flocker.cli.ctl;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Where a deployment is to lead: these containers and their datasets as wanted, and no others of
 * those that the cluster was asked for. Containers that nobody asked for are left alone.
 *
 * @param containers their names
 * @param datasets their ids
 */
record Aim(Set<String> containers, Set<String> datasets) {

  Aim {
    containers = Set.copyOf(containers);
    datasets = Set.copyOf(datasets);
  }

  /**
   * What is not so yet.
   *
   * @param containers what the service says of all containers
   * @param datasets what it says of all datasets
   */
  List<Unreached> missing(JsonNode containers, JsonNode datasets) {
    List<Unreached> missing = new ArrayList<>();
    missing.addAll(missing("container", "name", this.containers, containers));
    containers
        .valueStream()
        .filter(one -> !this.containers.contains(one.path("name").asText()))
        .filter(one -> !one.path("phase").asText().equals("unclaimed"))
        .map(one -> Unreached.of("container", one.path("name").asText(), one))
        .forEach(missing::add);
    missing.addAll(missing("dataset", "dataset_id", this.datasets, datasets));
    return missing;
  }

  private static List<Unreached> missing(
      String kind, String key, Set<String> wanted, JsonNode all) {
    Set<String> unseen = new HashSet<>(wanted);
    List<Unreached> missing = new ArrayList<>();
    for (JsonNode one : all) {
      String name = one.path(key).asText();
      if (unseen.remove(name) && !one.path("phase").asText().equals("settled")) {
        missing.add(Unreached.of(kind, name, one));
      }
    }
    unseen.stream().sorted().map(name -> Unreached.unknown(kind, name)).forEach(missing::add);
    return missing;
  }

  /** How many objects there are to wait for. */
  int count() {
    return containers.size() + datasets.size();
  }
}
