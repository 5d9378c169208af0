package io.flocker.control.status;

import io.flocker.control.cluster.AgentLink;
import io.flocker.control.cluster.ClusterSnapshot;
import io.flocker.control.cluster.NodeSnapshot;
import io.flocker.control.cluster.Presence;
import io.flocker.control.model.ClusterConfiguration;
import io.flocker.control.model.Node;
import io.flocker.core.model.ApplicationName;
import io.flocker.core.model.NodeId;
import io.flocker.wire.Phase;
import io.flocker.wire.UnitId;
import io.flocker.wire.UnitStatus;
import java.util.Collection;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** What is wanted and what is reported, looked at together. Immutable. */
public record View(ClusterConfiguration wanted, ClusterSnapshot cluster) {

  /** What a person should look at first. */
  private static final Map<Phase, Integer> URGENCY =
      Map.of(
          Phase.REFUSED, 0,
          Phase.FAILED, 1,
          Phase.WORKING, 2,
          Phase.WAITING, 3,
          Phase.UNKNOWN, 4,
          Phase.SETTLED, 5);

  /** How a node is called in a sentence: by its id, with its address where it is known. */
  public String called(NodeId id) {
    return wanted.node(id).map(Node::called).orElse(id.toString());
  }

  /** Why nothing new is known of a node's datasets; empty while there is an agent that says it. */
  public Optional<Silence> silenceOfDatasets(NodeId id) {
    return silence(id, cluster.node(id).flatMap(NodeSnapshot::datasetAgent), "datasets");
  }

  /** The same for its containers. */
  public Optional<Silence> silenceOfContainers(NodeId id) {
    return silence(id, cluster.node(id).flatMap(NodeSnapshot::containerAgent), "containers");
  }

  private Optional<Silence> silence(NodeId id, Optional<AgentLink> agent, String half) {
    Optional<NodeSnapshot> node = cluster.node(id);
    if (node.isEmpty()) {
      return Optional.of(Silence.unheard(id));
    }
    Presence presence = agent.map(AgentLink::presence).orElseGet(node.get()::presence);
    return switch (presence) {
      case Presence.Unreachable(var since) -> Optional.of(Silence.lost(id, since));
      case Presence.Connected _ ->
          agent.isPresent() ? Optional.empty() : Optional.of(Silence.without(id, half));
    };
  }

  /** What a node's agent says of a unit. */
  public Optional<UnitStatus> status(NodeId node, UnitId unit) {
    return cluster.node(node).flatMap(known -> Optional.ofNullable(known.statuses().get(unit)));
  }

  /**
   * A unit, and under which other names agents speak of it: one that works on datasets alone says
   * of a container's datasets, each by itself, how far they are.
   */
  Stream<UnitId> namesOf(UnitId unit) {
    return Stream.concat(
        Stream.of(unit),
        unit instanceof UnitId.OfContainer(ApplicationName name)
            ? wanted.container(name).stream()
                .flatMap(container -> container.application().volumes().stream())
                .map(volume -> new UnitId.OfDataset(volume.dataset()))
            : Stream.empty());
  }

  /** The most urgent of what nodes say of a unit; empty if none has anything left to do. */
  Optional<Verdict> mostUrgent(Collection<NodeId> nodes, UnitId unit) {
    return nodes.stream()
        .flatMap(node ->
            namesOf(unit)
                .flatMap(name -> status(node, name).stream())
                .map(status -> Map.entry(node, status)))
        .filter(said -> said.getValue().phase() != Phase.SETTLED)
        .min(
            Comparator.<Map.Entry<NodeId, UnitStatus>>comparingInt(
                    said -> URGENCY.getOrDefault(said.getValue().phase(), URGENCY.size()))
                .thenComparing(Map.Entry::getKey))
        .map(said -> Verdict.of(said.getKey(), said.getValue()));
  }
}
