package io.flocker.control.status;

import io.flocker.control.cluster.AgentLink;
import io.flocker.control.cluster.NodeSnapshot;
import io.flocker.control.model.DatasetSnapshot;
import io.flocker.control.wishes.UnitWishes;
import io.flocker.core.model.DatasetId;
import io.flocker.core.model.NodeId;
import io.flocker.core.model.UserSnapshot;
import io.flocker.core.problem.Problem;
import io.flocker.core.state.ObservedSnapshot;
import io.flocker.core.state.ObservedVolume;
import io.flocker.wire.Phase;
import io.flocker.wire.UnitStatus;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * A snapshot of a dataset as it should be and as it is.
 *
 * @param reason why it is so, a sentence for people
 * @param asked when somebody asked for it; empty if nobody did, as far as is known
 * @param held where it is, by the nodes that have it, or had it when last heard from
 */
public record SnapshotStatus(
    UserSnapshot snapshot,
    State state,
    String reason,
    Optional<Instant> asked,
    SortedMap<NodeId, ObservedSnapshot> held) {

  /** How far a snapshot is. */
  public enum State {
    /** No node has taken it yet. */
    PENDING,
    /** The node that has the dataset cannot take it; it says why. */
    REFUSED,
    /** A node has it. */
    TAKEN,
    /** The node that took it is not heard from, and no other has it. */
    UNREACHABLE,
    /** The node that took it does not have it any more. */
    MISSING,
    /** It was deleted, and a node still has it. */
    DELETING,
    /** Nobody asked for it, as far as is known: it is left alone. */
    UNCLAIMED;

    /** The form in messages. */
    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** The first agents' protocol in which snapshots can be asked for. */
  private static final int MINOR = 1;

  public SnapshotStatus {
    held = Collections.unmodifiableSortedMap(new TreeMap<>(held));
  }

  /** Every snapshot of a dataset that is wanted or reported, in the order of names. */
  public static List<SnapshotStatus> of(DatasetId dataset, View view) {
    TreeSet<UserSnapshot> ids = new TreeSet<>();
    view.wanted().snapshotsOf(dataset).forEach(wanted -> ids.add(wanted.snapshot()));
    Map<NodeId, ObservedVolume> copies = view.cluster().copiesOf(dataset);
    copies.values().forEach(copy -> copy.snapshots().forEach(held -> ids.add(held.snapshot())));
    List<SnapshotStatus> all = new ArrayList<>();
    for (UserSnapshot id : ids) {
      new Judge(dataset, id, copies, view).status().ifPresent(all::add);
    }
    return all;
  }

  private record Judge(
      DatasetId dataset, UserSnapshot id, Map<NodeId, ObservedVolume> copies, View view) {

    /** Empty if there is nothing left of it. */
    Optional<SnapshotStatus> status() {
      SortedMap<NodeId, ObservedSnapshot> held = new TreeMap<>();
      copies.forEach((node, copy) -> copy.snapshot(id).ifPresent(found -> held.put(node, found)));
      Optional<DatasetSnapshot> wanted = view.wanted().snapshot(dataset, id);
      if (wanted.isEmpty()) {
        return of(State.UNCLAIMED, "Nobody asked for it; it is left alone.", wanted, held);
      }
      if (wanted.get().isDeleted()) {
        return held.isEmpty()
            ? Optional.empty()
            : of(
                State.DELETING,
                "Deleted; " + node(held.firstKey()) + " has still to remove it.",
                wanted,
                held);
      }
      if (!held.isEmpty()) {
        return of(State.TAKEN, "It is on " + node(held.firstKey()) + ".", wanted, held);
      }
      return wanted
          .get()
          .holder()
          .map(holder -> lost(holder, wanted, held))
          .orElseGet(
              () -> of(isRefused() ? State.REFUSED : State.PENDING, whyPending(), wanted, held));
    }

    private boolean isRefused() {
      return LiveCopy.of(copies)
          .flatMap(live -> said(live.node()))
          .filter(status -> status.phase() == Phase.REFUSED)
          .isPresent();
    }

    private Optional<UnitStatus> said(NodeId node) {
      return view.status(node, UnitWishes.unitOf(dataset, view.wanted()));
    }

    private Optional<SnapshotStatus> of(
        State state,
        String reason,
        Optional<DatasetSnapshot> wanted,
        SortedMap<NodeId, ObservedSnapshot> held) {
      return Optional.of(
          new SnapshotStatus(id, state, reason, wanted.map(DatasetSnapshot::created), held));
    }

    private String node(NodeId node) {
      return "node " + view.called(node);
    }

    private Optional<SnapshotStatus> lost(
        NodeId holder, Optional<DatasetSnapshot> wanted, SortedMap<NodeId, ObservedSnapshot> held) {
      String silent =
          view.silenceOfDatasets(holder)
              .map(Silence::words)
              .orElseGet(() -> hasReported(holder) ? "" : "has not said yet what it has");
      return silent.isEmpty()
          ? of(
              State.MISSING,
              "It was on " + node(holder) + ", which does not have it any more.",
              wanted,
              held)
          : of(
              State.UNREACHABLE,
              "It is on " + node(holder) + ", which " + silent + ".",
              wanted,
              held);
    }

    private Optional<AgentLink> agent(NodeId node) {
      return view.cluster().node(node).flatMap(NodeSnapshot::datasetAgent);
    }

    private boolean hasReported(NodeId node) {
      return agent(node).filter(AgentLink::hasReported).isPresent();
    }

    private String whyPending() {
      Optional<NodeId> live = LiveCopy.of(copies).map(LiveCopy::node);
      if (live.isEmpty()) {
        return "It is taken once the dataset can be written to on a node.";
      }
      NodeId node = live.get();
      String subject = "Node " + view.called(node);
      Optional<Silence> silence = view.silenceOfDatasets(node);
      if (silence.isPresent()) {
        return subject + ", which has the dataset, " + silence.get().words() + ".";
      }
      if (agent(node).filter(link -> link.hello().protocolMinor() < MINOR).isPresent()) {
        return subject + " has an agent that does not know snapshots yet: upgrade it.";
      }
      return said(node)
          .flatMap(UnitStatus::error)
          .map(Problem::sentence)
          .map(error -> subject + " could not take it: " + error)
          .orElseGet(() -> subject + " has still to take it.");
    }
  }
}
