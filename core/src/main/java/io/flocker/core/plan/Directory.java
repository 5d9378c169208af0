package io.flocker.core.plan;

import io.flocker.core.model.DatasetId;
import io.flocker.core.model.NodeId;
import io.flocker.core.model.NodeName;
import io.flocker.core.plan.Evidence.Copy;
import io.flocker.core.plan.Evidence.Testimony;
import io.flocker.core.state.ClusterState;
import io.flocker.core.state.KnownDataset;
import io.flocker.core.state.NodeState;
import io.flocker.core.state.ObservedVolume;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** All datasets that any node of a cluster speaks of, and all nodes' names. */
final class Directory {

  private final Map<NodeId, NodeName> reported = new HashMap<>();
  private final Map<NodeId, NodeName> hearsay = new HashMap<>();
  private final Map<DatasetId, Evidence> evidence = new HashMap<>();
  private final List<List<KnownDataset>> heard = new ArrayList<>();

  /** Reads the reports in the order of the nodes' names, so that the result is always the same. */
  Directory(ClusterState cluster) {
    cluster.nodes().forEach((name, state) -> reported.putIfAbsent(state.id(), name));
    List<KnownDataset> last = List.of();
    for (Map.Entry<NodeName, NodeState> node : cluster.nodes().entrySet()) {
      NodeState state = node.getValue();
      for (ObservedVolume volume : state.volumes()) {
        about(volume.dataset()).add(new Copy(node.getKey(), state.id(), volume));
      }
      if (!state.known().equals(last)) {
        last = state.known();
        heard.add(last);
        last.forEach(this::hear);
      }
    }
  }

  private void hear(KnownDataset hint) {
    about(hint.dataset()).add(hint);
    hearsay.putIfAbsent(hint.owner(), hint.ownerName());
  }

  private Evidence about(DatasetId dataset) {
    return evidence.computeIfAbsent(dataset, Evidence::new);
  }

  Iterable<Evidence> all() {
    return evidence.values();
  }

  /** What was reported about a dataset; empty if nobody ever heard of it. */
  Optional<Evidence> of(DatasetId dataset) {
    return Optional.ofNullable(evidence.get(dataset));
  }

  /** What a node is called now, or was when last heard of, or at least its id. */
  NodeName nameOf(NodeId node) {
    NodeName name = reported.getOrDefault(node, hearsay.get(node));
    return name != null ? name : new NodeName(node.toString());
  }

  /**
   * Where every dataset lives, as far as all nodes together know, in the order of their ids. Those
   * about which nodes contradict each other are left out: nobody shall learn more than they know.
   * If a node has reported just that, it is that node's very list, which is then quickly compared.
   */
  List<KnownDataset> known() {
    List<KnownDataset> result = new ArrayList<>(evidence.size());
    for (Evidence about : evidence.values()) {
      List<Testimony> newest = about.newest();
      if (newest.size() == 1) {
        NodeId owner = newest.getFirst().owner();
        result.add(new KnownDataset(about.dataset(), owner, nameOf(owner), about.epoch()));
      }
    }
    result.sort(Comparator.comparing(KnownDataset::dataset));
    return heard.stream().filter(result::equals).findFirst().orElse(result);
  }
}
