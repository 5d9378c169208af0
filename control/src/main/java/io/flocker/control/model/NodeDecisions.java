package io.flocker.control.model;

import io.flocker.core.model.NodeId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The rules of nodes. */
final class NodeDecisions {

  private static final int NAMED = 10;

  private final ClusterConfiguration now;
  private final Instant time;

  NodeDecisions(ClusterConfiguration now, Instant time) {
    this.now = now;
    this.time = time;
  }

  Decision decide(Command.OnNode command) {
    return switch (command) {
      case Command.SeeNode see -> see(see);
      case Command.DecommissionNode leave -> decommission(leave.node());
    };
  }

  private Decision see(Command.SeeNode command) {
    Optional<Node> known = now.node(command.node());
    if (known.isEmpty()) {
      return Decision.Accepted.created(
          new Node(command.node(), time, command.host(), Optional.empty(), 1));
    }
    Node node = known.get();
    if (!node.isUsable()) {
      return Decision.Refused.because(
          RefusalCode.NODE_DECOMMISSIONED,
          "The node "
              + node.id()
              + " has left the cluster, at "
              + node.decommissioned().orElseThrow()
              + "; to bring the machine back, give it a new certificate.");
    }
    return node.host().equals(command.host())
        ? Decision.Accepted.unchanged(node)
        : Decision.Accepted.changed(node.at(command.host()));
  }

  private Decision decommission(NodeId id) {
    Node node = now.node(id).orElseThrow(() -> new Lookup(now, time).unknown(id));
    if (!node.isUsable()) {
      return Decision.Accepted.unchanged(node);
    }
    List<String> wanted = wantedOn(id);
    return wanted.isEmpty()
        ? Decision.Accepted.changed(node.leaving(time))
        : Decision.Refused.because(
            RefusalCode.NODE_IN_USE,
            "The node "
                + node.called()
                + " is still wanted: move or delete "
                + wanted.stream().limit(NAMED).collect(Collectors.joining(", "))
                + (wanted.size() > NAMED ? " and more" : "")
                + " first.");
  }

  private List<String> wantedOn(NodeId id) {
    Stream<String> datasets =
        now.datasetsOn(id).stream()
            .flatMap(dataset -> now.dataset(dataset).stream())
            .filter(this::isWanted)
            .map(dataset ->
                "dataset "
                    + dataset.id()
                    + (dataset.isTrashed() ? " (in the trash: restore it to move it)" : ""));
    Stream<String> containers = now.containersOn(id).stream().map(name -> "container " + name);
    return Stream.concat(datasets, containers).limit(NAMED + 1L).toList();
  }

  /** One that no node has yet only happens to name the node that asked for it. */
  private boolean isWanted(Dataset dataset) {
    return !dataset.isDeleted() && !HomeDecisions.isUnplaced(now, dataset.id());
  }
}
