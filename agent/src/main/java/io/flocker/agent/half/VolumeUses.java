package io.flocker.agent.half;

import io.flocker.core.model.DatasetId;

/**
 * Who uses volumes of this node besides containers of ours: containers that Docker's users run with
 * volumes of the plugin. Safe for use by several threads.
 */
public interface VolumeUses {

  /** Nobody does. */
  VolumeUses NONE =
      new VolumeUses() {

        @Override
        public void requireUnused(DatasetId dataset) {}

        @Override
        public void takeAway(DatasetId dataset, Runnable action) {
          action.run();
        }
      };

  /**
   * Throws {@link io.flocker.core.problem.ProblemException}, with who does, if a dataset is used.
   */
  void requireUnused(DatasetId dataset);

  /**
   * Does what takes a volume away; nobody begins to use it meanwhile.
   *
   * @throws io.flocker.core.problem.ProblemException as {@link #requireUnused}, and then nothing is
   *     done
   */
  void takeAway(DatasetId dataset, Runnable action);
}
