package io.flocker.control.status;

import io.flocker.control.model.Dataset;
import io.flocker.control.model.Home;
import io.flocker.control.model.Home.Standing;
import io.flocker.control.model.Lease;
import io.flocker.control.wishes.UnitWishes;
import io.flocker.core.model.ApplicationName;
import io.flocker.core.model.DatasetId;
import io.flocker.core.model.NodeId;
import io.flocker.core.state.ObservedVolume;
import io.flocker.wire.UnitId;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * A dataset as it should be and as it is.
 *
 * @param wanted empty if nobody asked for it
 * @param user the container that uses it
 * @param lease who says that it is in use, ended or not
 * @param copies by the nodes that have them, or had them when last heard from
 */
public record DatasetStatus(
    DatasetId id,
    Optional<Dataset> wanted,
    Verdict verdict,
    Optional<ApplicationName> user,
    Optional<Lease> lease,
    SortedMap<NodeId, ObservedVolume> copies) {

  /** What is known of a dataset; empty if nothing is. */
  public static Optional<DatasetStatus> of(DatasetId id, View view) {
    Optional<Dataset> wanted = view.wanted().dataset(id);
    Map<NodeId, ObservedVolume> copies = view.cluster().copiesOf(id);
    if (wanted.isEmpty() && copies.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        new DatasetStatus(
            id,
            wanted,
            wanted
                .map(dataset -> new Judge(dataset, copies, view).verdict())
                .orElseGet(DatasetStatus::unclaimed),
            view.wanted().userOf(id),
            view.wanted().lease(id),
            new TreeMap<>(copies)));
  }

  /** Every dataset that is wanted or reported. */
  public static Stream<DatasetStatus> all(View view) {
    Stream<DatasetId> wanted = view.wanted().datasets().keySet().stream();
    Stream<DatasetId> unclaimed =
        view.cluster().copies().keySet().stream()
            .filter(id -> view.wanted().dataset(id).isEmpty())
            .sorted();
    return Stream.concat(wanted, unclaimed).flatMap(id -> of(id, view).stream());
  }

  private static Verdict unclaimed() {
    return Verdict.seen(
        ObjectPhase.UNCLAIMED,
        "Nobody asked for this dataset; its copies are left alone.",
        Optional.empty(),
        Optional.empty());
  }

  /** Whether it is still open where the volume will be. */
  static boolean isUnplaced(DatasetId id, View view) {
    return view.wanted().home(id).filter(Home::isUnplaced).isPresent();
  }

  /** Who may make the volume, or may just have made it and not reported it yet. */
  static Optional<NodeId> maker(DatasetId id, View view) {
    return view.wanted()
        .home(id)
        .flatMap(home ->
            switch (home.standing()) {
              case Standing.Granted(NodeId node) -> Optional.of(node);
              case Standing.Withdrawn(NodeId node) -> Optional.of(node);
              case Standing.Unknown _, Standing.Unplaced _, Standing.Exists _ -> Optional.empty();
            });
  }

  /** Compares what is wanted of one dataset with what there is. */
  private record Judge(Dataset dataset, Map<NodeId, ObservedVolume> copies, View view) {

    Verdict verdict() {
      if (dataset.isDeleted()) {
        return ofDeleted();
      }
      return isUnplaced(dataset.id(), view) && copies.isEmpty() ? ofUnplaced() : ofPresent();
    }

    private Verdict ofUnplaced() {
      return Verdict.seen(
          ObjectPhase.SETTLED,
          "No node has it yet: it is made where it is first used.",
          Optional.empty(),
          Optional.of(dataset.changed()));
    }

    private Verdict ofDeleted() {
      TreeSet<NodeId> left = new TreeSet<>(copies.keySet());
      maker(dataset.id(), view).ifPresent(left::add);
      if (left.isEmpty()) {
        return Verdict.seen(
            ObjectPhase.SETTLED,
            "Deleted; no node has a copy.",
            Optional.empty(),
            dataset.deleted());
      }
      return silent(left)
          .or(() -> view.mostUrgent(left, unit()))
          .orElseGet(() -> notTakenUp(left.first(), "has still to say that it has no copy"));
    }

    private Verdict ofPresent() {
      NodeId primary = dataset.primary();
      Optional<LiveCopy> live = LiveCopy.of(copies);
      boolean settled =
          live.filter(copy -> copy.node().equals(primary))
              .filter(copy -> copy.volume().record().maximumSize().equals(dataset.maximumSize()))
              .isPresent();
      if (settled) {
        return silent(new TreeSet<>(Set.of(primary)))
            .orElseGet(() ->
                Verdict.seen(
                    ObjectPhase.SETTLED,
                    inTrash()
                        + "Writable on node "
                        + view.called(primary)
                        + " at "
                        + live.orElseThrow().path()
                        + ".",
                    Optional.of(primary),
                    view.status(primary, unit()).map(status -> status.since())));
      }
      TreeSet<NodeId> needed = new TreeSet<>();
      needed.add(primary);
      LiveCopy.owner(copies).ifPresent(needed::add);
      maker(dataset.id(), view).ifPresent(needed::add);
      return silent(needed)
          .or(() -> view.mostUrgent(needed, unit()))
          .orElseGet(() -> notTakenUp(primary, "has not taken it up yet"));
    }

    private String inTrash() {
      return dataset.trash().map(trash -> "In the trash since " + trash.since() + ". ").orElse("");
    }

    private UnitId unit() {
      return UnitWishes.unitOf(dataset.id(), view.wanted());
    }

    private Optional<Verdict> silent(TreeSet<NodeId> needed) {
      return needed.stream()
          .flatMap(node -> view.silenceOfDatasets(node).stream())
          .findFirst()
          .map(silence -> Verdict.unreachable(silence, view));
    }

    private Verdict notTakenUp(NodeId node, String words) {
      return Verdict.seen(
          ObjectPhase.WAITING,
          "Node " + view.called(node) + " " + words + ".",
          Optional.of(node),
          Optional.of(dataset.changed()));
    }
  }
}
