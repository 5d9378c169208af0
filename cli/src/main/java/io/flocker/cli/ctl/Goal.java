package io.flocker.cli.ctl;

import java.util.Comparator;
import java.util.Optional;
import java.util.OptionalLong;

/** What a command waits for. */
sealed interface Goal {

  /** What has become of a goal. */
  enum Outcome {
    REACHED,
    /** It becomes so, as far as anyone can tell. */
    UNDER_WAY,
    /** Nothing is done for it; what was asked for may just not have reached the node yet. */
    STUCK,
    /** Something else is wanted now. */
    IMPOSSIBLE
  }

  /** What becomes so, in words. */
  default String subject(String dataset) {
    return "dataset " + dataset;
  }

  /** In words, such as "attached on node X". */
  String words();

  /** Whether it is worth telling where the dataset can be written to. */
  default boolean isAboutContent() {
    return true;
  }

  /** How far it is, in words; empty if the dataset's own status says it. */
  default Optional<String> state(DatasetInfo dataset) {
    return Optional.empty();
  }

  /**
   * How far it is.
   *
   * @param dataset empty if there is no such dataset any more
   */
  Outcome judge(Optional<DatasetInfo> dataset);

  /** It can be written to on a node. */
  record AttachedOn(String node) implements Goal {

    @Override
    public String words() {
      return "attached on node " + node;
    }

    @Override
    public Outcome judge(Optional<DatasetInfo> dataset) {
      if (wanted(dataset).filter(one -> one.primary().equals(node)).isEmpty()) {
        return Outcome.IMPOSSIBLE;
      }
      return dataset.orElseThrow().isThere() ? Outcome.REACHED : progress(dataset.orElseThrow());
    }
  }

  /** It may hold so much, and no more. */
  record Sized(OptionalLong maximumSize) implements Goal {

    @Override
    public String words() {
      return maximumSize.isPresent()
          ? "limited to " + maximumSize.getAsLong() + " bytes"
          : "without a limit";
    }

    @Override
    public Outcome judge(Optional<DatasetInfo> dataset) {
      if (wanted(dataset).filter(one -> one.maximumSize().equals(maximumSize)).isEmpty()) {
        return Outcome.IMPOSSIBLE;
      }
      return progress(dataset.orElseThrow());
    }
  }

  /** No node has anything of it. */
  record Destroyed() implements Goal {

    @Override
    public String words() {
      return "destroyed";
    }

    @Override
    public Outcome judge(Optional<DatasetInfo> dataset) {
      if (dataset.isEmpty()) {
        return Outcome.REACHED;
      }
      return dataset.get().isDeleted() ? progress(dataset.get()) : Outcome.IMPOSSIBLE;
    }
  }

  /** A goal about one snapshot of a dataset. */
  sealed interface OfSnapshot extends Goal {

    /** By which people call it. */
    String name();

    @Override
    default String subject(String dataset) {
      return "snapshot " + name() + " of dataset " + dataset;
    }

    @Override
    default boolean isAboutContent() {
      return false;
    }
  }

  /** A snapshot of it is on a node. */
  record SnapshotTaken(String name) implements OfSnapshot {

    @Override
    public String words() {
      return "taken";
    }

    @Override
    public Optional<String> state(DatasetInfo dataset) {
      return dataset.snapshots().stream()
          .filter(snapshot -> snapshot.name().equals(name))
          .map(DatasetInfo.Snapshot::line)
          .findFirst();
    }

    @Override
    public Outcome judge(Optional<DatasetInfo> dataset) {
      return dataset.stream()
          .flatMap(one -> one.snapshots().stream())
          .filter(snapshot -> snapshot.name().equals(name))
          .map(snapshot ->
              switch (snapshot.state()) {
                case "taken" -> Outcome.REACHED;
                case "pending" -> Outcome.UNDER_WAY;
                case "refused" -> Outcome.STUCK;
                default -> Outcome.IMPOSSIBLE;
              })
          // One of before, with the same name, may still be on its way out.
          .min(Comparator.naturalOrder())
          .orElse(Outcome.IMPOSSIBLE);
    }
  }

  /** No node has a snapshot of it any more. */
  record SnapshotGone(String name) implements OfSnapshot {

    @Override
    public String words() {
      return "destroyed";
    }

    @Override
    public Optional<String> state(DatasetInfo dataset) {
      return left(dataset).map(DatasetInfo.Snapshot::line);
    }

    @Override
    public Outcome judge(Optional<DatasetInfo> dataset) {
      return dataset.flatMap(this::left).isEmpty() ? Outcome.REACHED : Outcome.UNDER_WAY;
    }

    private Optional<DatasetInfo.Snapshot> left(DatasetInfo dataset) {
      return dataset.snapshots().stream()
          .filter(one -> one.name().equals(name) && one.state().equals("deleting"))
          .findFirst();
    }
  }

  /** What is wanted of a dataset that nobody has deleted meanwhile. */
  private static Optional<DatasetInfo.Wanted> wanted(Optional<DatasetInfo> dataset) {
    return dataset.flatMap(DatasetInfo::wanted).filter(wanted -> !wanted.deleted());
  }

  private static Outcome progress(DatasetInfo dataset) {
    if (dataset.isSettled()) {
      return Outcome.REACHED;
    }
    return dataset.isRefused() ? Outcome.STUCK : Outcome.UNDER_WAY;
  }
}
