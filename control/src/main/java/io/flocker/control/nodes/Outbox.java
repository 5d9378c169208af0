package io.flocker.control.nodes;

import io.flocker.core.model.NodeId;
import io.flocker.protocol.v1.Alive;
import io.flocker.protocol.v1.ControlMessage;
import io.flocker.protocol.v1.Neighbours;
import io.flocker.protocol.v1.Refused;
import io.flocker.protocol.v1.ReportSeen;
import io.flocker.protocol.v1.Welcome;
import io.flocker.wire.Neighbour;
import io.flocker.wire.NeighbourMessages;
import io.flocker.wire.UnitId;
import io.flocker.wire.Wish;
import io.flocker.wire.WishMessages;
import io.flocker.wire.WishRevision;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What one agent is still to be told. What is newer about a unit or a node replaces what is older,
 * so that a slow agent costs no more memory than what there is to know. Messages are made when they
 * are taken. Safe for use by several threads.
 */
final class Outbox {

  /** How many units one message tells about. */
  static final int PART = 500;

  private @Nullable Refused refused;
  private @Nullable Welcome welcome;
  private long question;
  private long answer;
  private boolean alive;
  private long reportSeen;
  private @Nullable WishRevision revision;
  private boolean completeWishes;
  private Map<UnitId, Optional<Wish>> units = new LinkedHashMap<>();
  private boolean completeNeighbours;
  private boolean knowsNeighbours;
  private Set<NodeId> neighbours = Set.of();
  private final Map<NodeId, Optional<Neighbour>> changedNeighbours = new LinkedHashMap<>();

  synchronized void welcome(Welcome message) {
    welcome = message;
  }

  /** Nothing else matters after this. */
  synchronized void refuse(Refused message) {
    refused = message;
  }

  synchronized void ask(long number) {
    question = number;
  }

  synchronized void answer(long number) {
    answer = number;
  }

  synchronized void alive() {
    alive = true;
  }

  synchronized void reportSeen(long number) {
    reportSeen = number;
  }

  /**
   * Takes an update of the wishes.
   *
   * @param lookUp what is known of a node now
   */
  synchronized void wishes(WishUpdate update, Function<NodeId, Neighbour> lookUp) {
    if (update.complete()) {
      units.clear();
      completeWishes = true;
    }
    update.changed().forEach((id, wish) -> units.put(id, Optional.of(wish)));
    update.gone().forEach(id -> units.put(id, Optional.empty()));
    revision = update.revision();
    update.neighbours().ifPresent(now -> neighbours(now, lookUp));
  }

  private void neighbours(Set<NodeId> now, Function<NodeId, Neighbour> lookUp) {
    if (!knowsNeighbours) {
      // Also when there are none: what the agent knew before has to go.
      completeNeighbours = true;
      knowsNeighbours = true;
    }
    for (NodeId node : now) {
      if (!neighbours.contains(node)) {
        changedNeighbours.put(node, Optional.of(lookUp.apply(node)));
      }
    }
    for (NodeId node : neighbours) {
      if (!now.contains(node)) {
        changedNeighbours.put(node, Optional.empty());
      }
    }
    neighbours = now;
  }

  /** Something about a node is different; whether it concerns this agent. */
  synchronized boolean neighbour(NodeId node, Function<NodeId, Neighbour> lookUp) {
    boolean concerned = neighbours.contains(node);
    if (concerned) {
      changedNeighbours.put(node, Optional.of(lookUp.apply(node)));
    }
    return concerned;
  }

  synchronized boolean isEmpty() {
    return refused == null
        && welcome == null
        && question == 0
        && answer == 0
        && !alive
        && reportSeen == 0
        && revision == null
        && !completeNeighbours
        && changedNeighbours.isEmpty();
  }

  /** The next message, in the order of what matters most. */
  synchronized Optional<ControlMessage> next() {
    ControlMessage.Builder message = ControlMessage.newBuilder();
    if (refused != null) {
      return Optional.of(message.setRefused(refused).build());
    }
    if (welcome != null) {
      message.setWelcome(welcome);
      welcome = null;
    } else if (question != 0 || answer != 0) {
      message.setAlive(Alive.newBuilder().setQuestion(question).setAnswer(answer));
      question = 0;
      answer = 0;
      alive = false;
    } else if (reportSeen != 0) {
      message.setReportSeen(ReportSeen.newBuilder().setRevision(reportSeen));
      reportSeen = 0;
      alive = false;
    } else if (completeNeighbours || !changedNeighbours.isEmpty()) {
      message.setNeighbours(neighbours());
    } else if (revision != null) {
      message.setWishes(wishes(revision));
    } else if (alive) {
      message.setAlive(Alive.getDefaultInstance());
      alive = false;
    } else {
      return Optional.empty();
    }
    return Optional.of(message.build());
  }

  private Neighbours neighbours() {
    Neighbours.Builder message = Neighbours.newBuilder().setComplete(completeNeighbours);
    changedNeighbours.forEach((node, neighbour) ->
        neighbour.ifPresentOrElse(
            known -> message.addChanged(NeighbourMessages.write(known)),
            () -> message.addGone(node.toString())));
    changedNeighbours.clear();
    completeNeighbours = false;
    return message.build();
  }

  private io.flocker.protocol.v1.Wishes wishes(WishRevision leadingTo) {
    io.flocker.protocol.v1.Wishes.Builder message =
        io.flocker.protocol.v1.Wishes.newBuilder()
            .setHistory(leadingTo.history())
            .setRevision(leadingTo.revision())
            .setComplete(completeWishes);
    completeWishes = false;
    List<UnitId> sent = new ArrayList<>();
    Iterator<Map.Entry<UnitId, Optional<Wish>>> queued = units.entrySet().iterator();
    while (sent.size() < PART && queued.hasNext()) {
      Map.Entry<UnitId, Optional<Wish>> unit = queued.next();
      unit.getValue()
          .ifPresentOrElse(
              wish -> message.addChanged(WishMessages.write(wish)),
              () -> message.addGone(WishMessages.write(unit.getKey())));
      sent.add(unit.getKey());
    }
    if (units.size() == sent.size()) {
      // A new map, so that the table of a long queue does not stay.
      units = new LinkedHashMap<>();
      revision = null;
    } else {
      sent.forEach(units::remove);
      message.setMore(true);
    }
    return message.build();
  }
}
