package io.flocker.agent.plugin;

import io.flocker.protocol.v1.NewVolume;
import java.util.List;
import java.util.Optional;

/**
 * The cluster's volumes, as Docker on this node uses them. Every method is idempotent, comes to an
 * end by the deadline, and throws {@link io.flocker.core.problem.ProblemException} that says why it
 * could not be done. Safe for use by several threads.
 */
interface Volumes {

  /**
   * A mount.
   *
   * @param path where the content is
   * @param giveBack undoes it, unless it was asked for again meanwhile
   */
  record Mounted(String path, Runnable giveBack) {}

  /** Makes a volume, unless there is one of that name. */
  void create(NewVolume wanted, Deadline deadline);

  /** Does what the volume's rule says about its removal; one that is not there is removed. */
  void remove(String name, Deadline deadline);

  /** Brings a volume here and has it stay here until each id has unmounted it. */
  Mounted mount(String name, String id, Deadline deadline);

  /** Undoes a mount; one that is not known is undone. */
  void unmount(String name, String id, Deadline deadline);

  /** Where a volume is on this node; asks nobody. */
  String path(String name);

  /** One volume; empty only if it is certain that there is none of that name. */
  Optional<VolumeView> get(String name, Deadline deadline);

  /** All volumes, by name. */
  List<VolumeView> list(Deadline deadline);
}
