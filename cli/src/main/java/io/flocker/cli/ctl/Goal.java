package io.flocker.cli.ctl;

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

  /** In words, such as "attached on node X". */
  String words();

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
