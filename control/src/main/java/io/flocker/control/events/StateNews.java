package io.flocker.control.events;

import io.flocker.control.cluster.ClusterChange;
import io.flocker.control.cluster.ClusterSnapshot;
import io.flocker.control.cluster.NodeSnapshot;
import io.flocker.control.cluster.Presence;
import io.flocker.core.model.ApplicationName;
import io.flocker.core.model.DatasetId;
import io.flocker.core.model.NodeId;
import io.flocker.wire.Phase;
import io.flocker.wire.UnitId;
import io.flocker.wire.UnitStatus;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What a change of the observed state means to those who follow it. That a unit which nobody has
 * said anything about is settled is no news: a whole cluster that comes back would bring nothing
 * else. Safe for use by several threads.
 */
final class StateNews {

  /** A unit of a node. */
  private record Key(NodeId node, UnitId unit) {}

  /** Those that were last said not to be settled. */
  private final Set<Key> busy = ConcurrentHashMap.newKeySet();

  List<Happening> of(ClusterChange change, ClusterSnapshot now) {
    List<Happening> news = new ArrayList<>();
    NodeId node = change.node();
    Optional<NodeSnapshot> snapshot = now.node(node);
    if (change.presence()) {
      snapshot.ifPresent(known -> news.add(presence(node, known.presence())));
    }
    for (DatasetId dataset : change.datasets()) {
      news.add(of("dataset", "observed", dataset.toString(), node, Optional.empty()));
    }
    for (ApplicationName container : change.containers()) {
      news.add(of("container", "observed", container.value(), node, Optional.empty()));
    }
    for (UnitId unit : change.statuses()) {
      Optional<UnitStatus> status =
          snapshot.flatMap(known -> Optional.ofNullable(known.statuses().get(unit)));
      Phase phase = status.map(UnitStatus::phase).orElse(Phase.SETTLED);
      if (isNews(new Key(node, unit), phase)) {
        news.add(status(unit, node, phase));
      }
    }
    return news;
  }

  private boolean isNews(Key key, Phase phase) {
    if (phase == Phase.SETTLED) {
      return busy.remove(key);
    }
    busy.add(key);
    return true;
  }

  private static Happening presence(NodeId node, Presence presence) {
    return switch (presence) {
      case Presence.Connected _ -> of("node", "connected", node.toString(), node, Optional.empty());
      case Presence.Unreachable _ ->
          of("node", "unreachable", node.toString(), node, Optional.empty());
    };
  }

  private static Happening status(UnitId unit, NodeId node, Phase phase) {
    Optional<String> word = Optional.of(phase.name().toLowerCase(Locale.ROOT));
    return switch (unit) {
      case UnitId.OfDataset(DatasetId dataset) ->
          of("dataset", "status", dataset.toString(), node, word);
      case UnitId.OfContainer(ApplicationName name) ->
          of("container", "status", name.value(), node, word);
      case UnitId.OfPort(int port) -> of("port", "status", Integer.toString(port), node, word);
    };
  }

  private static Happening of(
      String kind, String word, String key, NodeId node, Optional<String> phase) {
    return new Happening(
        kind + "." + word,
        kind,
        key,
        "node-" + node,
        OptionalLong.empty(),
        Optional.of(node),
        phase);
  }
}
