package io.flocker.agent.half;

import io.flocker.core.plan.Action;
import io.flocker.wire.UnitId;
import io.flocker.wire.Wish;

/** What of a node an agent works on. */
public enum Half {
  /** Everything. */
  BOTH("agent"),
  /** Volumes. It looks at containers, but never touches one, nor the packet filter. */
  DATASETS("dataset agent"),
  /** Containers and traffic. It looks at volumes, but never touches one. */
  CONTAINERS("container agent");

  private final String words;

  Half(String words) {
    this.words = words;
  }

  /** Whether it works on volumes. */
  public boolean datasets() {
    return this != CONTAINERS;
  }

  /** Whether it works on containers and traffic. */
  public boolean containers() {
    return this != DATASETS;
  }

  /** Who does what this one does not. */
  public Half other() {
    return switch (this) {
      case BOTH -> BOTH;
      case DATASETS -> CONTAINERS;
      case CONTAINERS -> DATASETS;
    };
  }

  /** Whether a wish asks anything of it. */
  public boolean isConcernedBy(Wish wish) {
    return switch (wish.id()) {
      case UnitId.OfDataset _ -> datasets();
      case UnitId.OfContainer _ -> containers() || !wish.datasets().isEmpty();
      case UnitId.OfPort _ -> containers();
    };
  }

  /** Whether an action is its own; waiting is everybody's. */
  public boolean does(Action action) {
    return switch (action) {
      case Action.CreateVolume _,
          Action.CloneVolume _,
          Action.ResizeVolume _,
          Action.ActivateVolume _,
          Action.ReclaimVolume _,
          Action.RetireVolume _,
          Action.DestroyVolume _,
          Action.TakeSnapshot _,
          Action.RemoveSnapshot _,
          Action.MoveVolumes _ ->
          datasets();
      // What is noted follows the start of a container.
      case Action.PullImage _,
          Action.RemoveContainer _,
          Action.StartContainer _,
          Action.ChangeRoutes _,
          Action.OpenPorts _,
          Action.RememberDatasets _ ->
          containers();
      case Action.AwaitVolumes _, Action.AwaitApplication _ -> true;
    };
  }

  /** Whether what comes after an action of the other half in a plan may go ahead of it. */
  public boolean goesAheadOf(Action action) {
    return this == DATASETS && action instanceof Action.PullImage;
  }

  /** For people, after "the". */
  @Override
  public String toString() {
    return words;
  }
}
