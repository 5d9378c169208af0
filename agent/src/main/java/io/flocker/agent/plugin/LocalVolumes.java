package io.flocker.agent.plugin;

import io.flocker.core.model.DatasetId;
import io.flocker.core.state.ObservedVolume;
import io.flocker.wire.UnitStatus;
import io.flocker.wire.WantedDataset;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What this node knows by itself. Safe for use by several threads. */
public interface LocalVolumes {

  /** How people call this node. */
  String node();

  /** Whether a dataset is to be on this node. */
  boolean isWantedHere(WantedDataset dataset);

  /** Whether this node's copy is the one to work on, and can be worked on now. */
  boolean isUsable(ObservedVolume copy);

  /** What is wanted of datasets that are this node's business, as it was told last. */
  List<WantedDataset> wanted();

  /** This node's copy as it was seen last. */
  Optional<ObservedVolume> seen(DatasetId dataset);

  /** This node's copy as it is now; throws {@code ProblemException} if that cannot be said. */
  Optional<ObservedVolume> look(DatasetId dataset);

  /** How far this node's work on a dataset is. */
  Optional<UnitStatus> work(DatasetId dataset);

  /**
   * Names of volumes of Docker's that running containers use, be they ours or not; throws {@code
   * ProblemException} if Docker does not say.
   */
  Set<String> usedByContainers();

  /** The same of all containers, running or not. */
  Set<String> namedByContainers();

  /**
   * Has Docker look for drivers, so that it knows this one before it has a use for it; throws
   * {@code ProblemException} if Docker does not answer.
   */
  void introduceToDocker();
}
