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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Who owns which dataset, judged from all that the nodes of a cluster have reported. */
final class Directory {

  private final Map<NodeId, NodeName> reported = new HashMap<>();
  private final Map<NodeId, NodeName> hearsay = new HashMap<>();
  private final Map<DatasetId, Evidence> evidence = new LinkedHashMap<>();
  private final List<List<KnownDataset>> heard = new ArrayList<>();
  private final Map<DatasetId, Ownership> ownerships = new HashMap<>();
  private final List<KnownDataset> known;

  /**
   * Reads the reports in the order of the nodes' names, so that the result is always the same. What
   * nodes have heard comes first: it is written in the order of datasets, and then all evidence is
   * nearly sorted.
   *
   * @param members the nodes of the deployment
   */
  Directory(ClusterState cluster, Map<NodeName, NodeState> members) {
    cluster.nodes().forEach((name, state) -> reported.putIfAbsent(state.id(), name));
    cluster.nodes().values().forEach(state -> hear(state.known()));
    cluster.nodes().forEach(this::look);
    Map<NodeId, NodeName> memberNames = new HashMap<>();
    members.forEach((name, state) -> memberNames.put(state.id(), name));
    known = judge(new OwnershipRule(memberNames::get, this::nameOf));
  }

  /** Nodes that have heard the same are common, and such a list is read once. */
  private void hear(List<KnownDataset> hints) {
    if (heard.isEmpty() ? hints.isEmpty() : hints.equals(heard.getLast())) {
      return;
    }
    heard.add(hints);
    for (KnownDataset hint : hints) {
      about(hint.dataset()).add(hint);
      hearsay.putIfAbsent(hint.owner(), hint.ownerName());
    }
  }

  private void look(NodeName name, NodeState state) {
    for (ObservedVolume volume : state.volumes()) {
      about(volume.dataset()).add(new Copy(name, state.id(), volume));
    }
  }

  private Evidence about(DatasetId dataset) {
    return evidence.computeIfAbsent(dataset, Evidence::new);
  }

  private List<KnownDataset> judge(OwnershipRule rule) {
    List<KnownDataset> result = new ArrayList<>(evidence.size());
    for (Evidence about : evidence.values()) {
      List<Testimony> newest = about.newest();
      ownerships.put(about.dataset(), rule.judge(about, newest));
      if (newest.size() == 1) {
        NodeId owner = newest.getFirst().owner();
        result.add(new KnownDataset(about.dataset(), owner, nameOf(owner), about.epoch()));
      }
    }
    result.sort(Comparator.comparing(KnownDataset::dataset));
    return heard.stream().filter(result::equals).findFirst().orElse(result);
  }

  /** What a node is called now, or was when last heard of, or at least its id. */
  private NodeName nameOf(NodeId node) {
    NodeName name = reported.get(node);
    if (name == null) {
      name = hearsay.get(node);
    }
    return name != null ? name : new NodeName(node.toString());
  }

  /** Who owns a dataset; empty if nobody ever heard of it. */
  Optional<Ownership> ownership(DatasetId dataset) {
    return Optional.ofNullable(ownerships.get(dataset));
  }

  /**
   * Where every dataset lives, as far as all nodes together know, in the order of their ids. Those
   * about which nodes contradict each other are left out: nobody shall learn more than they know.
   * If a node has reported just that, it is that node's very list, which is then quickly compared.
   */
  List<KnownDataset> known() {
    return known;
  }
}
