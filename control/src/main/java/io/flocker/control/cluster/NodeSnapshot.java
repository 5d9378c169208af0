package io.flocker.control.cluster;

import io.flocker.core.model.ApplicationName;
import io.flocker.core.model.DatasetId;
import io.flocker.core.model.NodeId;
import io.flocker.core.state.ObservedContainer;
import io.flocker.core.state.ObservedVolume;
import io.flocker.wire.AgentHello;
import io.flocker.wire.CertificateState;
import io.flocker.wire.Neighbour;
import io.flocker.wire.NodeFacts;
import io.flocker.wire.ReportDelta;
import io.flocker.wire.UnitId;
import io.flocker.wire.UnitStatus;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.pcollections.HashTreePMap;
import org.pcollections.PMap;

/**
 * What is known of one node. Immutable; each change makes a new one that shares what is as before.
 *
 * @param links its agents, connected or lost; each works on a part of the node, no two on the same
 * @param volumes its copies of datasets
 * @param statuses how far its agents are with each unit
 */
public record NodeSnapshot(
    NodeId id,
    List<AgentLink> links,
    PMap<DatasetId, ObservedVolume> volumes,
    PMap<ApplicationName, ObservedContainer> containers,
    NodeFacts facts,
    PMap<UnitId, UnitStatus> statuses) {

  public NodeSnapshot {
    links = List.copyOf(links);
  }

  static NodeSnapshot unknown(NodeId id) {
    return new NodeSnapshot(
        id,
        List.of(),
        HashTreePMap.empty(),
        HashTreePMap.empty(),
        NodeFacts.NONE,
        HashTreePMap.empty());
  }

  /** Connected while any of its agents is. */
  public Presence presence() {
    Comparator<Presence> bySince = Comparator.comparing(Presence::since);
    List<Presence> presences = links.stream().map(AgentLink::presence).toList();
    return presences.stream()
        .filter(Presence.Connected.class::isInstance)
        .min(bySince)
        .or(() -> presences.stream().max(bySince))
        .orElse(new Presence.Unreachable(Instant.EPOCH));
  }

  /** Its agent for datasets. */
  public Optional<AgentLink> datasetAgent() {
    return links.stream().filter(link -> link.hello().datasets()).findFirst();
  }

  /** Its agent for containers. */
  public Optional<AgentLink> containerAgent() {
    return links.stream().filter(link -> link.hello().containers()).findFirst();
  }

  /** What other nodes need to know of it. */
  public Neighbour neighbour() {
    Optional<AgentLink> agent = datasetAgent().or(() -> links.stream().findFirst());
    return new Neighbour(
        id,
        agent.map(AgentLink::host),
        agent.map(link -> link.hello().peerPort()).orElse(0),
        agent.map(link -> link.hello().driver()).orElse(""),
        presence() instanceof Presence.Unreachable(Instant since)
            ? Optional.of(since)
            : Optional.empty());
  }

  /** The node after one of its agents has connected. */
  NodeSnapshot joined(AgentLink link) {
    List<AgentLink> kept = new ArrayList<>();
    AgentLink joined = link;
    for (AgentLink other : links) {
      if (other.process().equals(link.process())) {
        // What it said is as true as it was, and is not said again if nothing else changes.
        joined = link.reported(other.revision(), other.wishes());
      } else if (!conflict(other.hello(), link.hello())) {
        kept.add(other);
      }
    }
    NodeSnapshot before = isRebootedBy(link.hello()) ? booted() : this;
    kept.add(joined);
    return before.with(kept);
  }

  /** Whether an agent comes from a later boot than what is known. */
  boolean isRebootedBy(AgentHello hello) {
    return links.stream().anyMatch(old -> !old.hello().bootId().equals(hello.bootId()));
  }

  /**
   * Whether two agents cannot both speak for one node: they work on the same half, or run on
   * machines, or boots of one, that cannot be the same.
   */
  public static boolean conflict(AgentHello one, AgentHello other) {
    return !one.processId().equals(other.processId())
        && (one.overlaps(other) || !one.bootId().equals(other.bootId()));
  }

  /** What is still true when the machine has started anew: nothing is mounted, nothing runs. */
  private NodeSnapshot booted() {
    PMap<DatasetId, ObservedVolume> unmounted = volumes;
    for (ObservedVolume volume : volumes.values()) {
      unmounted =
          unmounted.plus(
              volume.dataset(),
              new ObservedVolume(
                  volume.record(),
                  Optional.empty(),
                  false,
                  volume.used(),
                  volume.transferSnapshots(),
                  volume.snapshots()));
    }
    PMap<ApplicationName, ObservedContainer> stopped = containers;
    for (ObservedContainer container : containers.values()) {
      stopped =
          stopped.plus(
              container.name(),
              new ObservedContainer(
                  container.name(),
                  container.image(),
                  false,
                  container.restarting(),
                  container.ports(),
                  container.restartPolicy(),
                  container.specification(),
                  container.volumePaths()));
    }
    return new NodeSnapshot(id, links, unmounted, stopped, NodeFacts.NONE, HashTreePMap.empty());
  }

  private NodeSnapshot with(List<AgentLink> newLinks) {
    return new NodeSnapshot(id, newLinks, volumes, containers, facts, statuses);
  }

  /** The node after an agent has told how its certificate is. */
  NodeSnapshot certified(long connection, CertificateState state) {
    return with(
        links.stream()
            .map(link -> link.connection() == connection ? link.with(state) : link)
            .toList());
  }

  /** The node after a connection has ended. */
  NodeSnapshot left(long connection, Instant now) {
    return with(
        links.stream()
            .map(link ->
                link.connection() == connection && link.isConnected()
                    ? link.with(new Presence.Unreachable(now))
                    : link)
            .toList());
  }

  /** The agent of a connection, unless another one has taken its place. */
  Optional<AgentLink> link(long connection) {
    return links.stream().filter(link -> link.connection() == connection).findFirst();
  }

  /** The node after a report of one of its agents, which speaks for its own half only. */
  NodeSnapshot reported(AgentLink link, ReportDelta delta) {
    AgentHello hello = link.hello();
    List<AgentLink> newLinks =
        links.stream()
            .map(other ->
                other.connection() == link.connection()
                    ? link.reported(delta.revision(), delta.wishes())
                    : other)
            .toList();
    PMap<UnitId, UnitStatus> newStatuses = statuses;
    if (delta.complete()) {
      newStatuses =
          newStatuses.minusAll(statuses.keySet().stream().filter(id -> isOf(hello, id)).toList());
    }
    for (var status : delta.statuses().entrySet()) {
      if (isOf(hello, status.getKey())) {
        newStatuses = newStatuses.plus(status.getKey(), status.getValue());
      }
    }
    return new NodeSnapshot(
        id,
        newLinks,
        hello.datasets()
            ? after(volumes, delta.complete(), delta.volumes(), delta.goneVolumes())
            : volumes,
        hello.containers()
            ? after(containers, delta.complete(), delta.containers(), delta.goneContainers())
            : containers,
        hello.containers() ? delta.facts().orElse(facts) : facts,
        newStatuses.minusAll(delta.goneStatuses().stream().filter(id -> isOf(hello, id)).toList()));
  }

  private static boolean isOf(AgentHello hello, UnitId id) {
    return switch (id) {
      case UnitId.OfDataset _ -> hello.datasets();
      case UnitId.OfContainer _, UnitId.OfPort _ -> hello.containers();
    };
  }

  private static <K, V> PMap<K, V> after(
      PMap<K, V> before, boolean complete, Map<K, V> changed, Set<K> gone) {
    PMap<K, V> start = complete ? HashTreePMap.empty() : before.minusAll(gone);
    return start.plusAll(changed);
  }
}
