package io.flocker.core.model;

import java.math.BigDecimal;
import java.util.Optional;

/**
 * The most that a container may use.
 *
 * @param memory bytes of memory
 * @param cpuShares relative weight against other containers; Docker's default is 1024
 * @param cpus how many processors, fractions allowed
 */
public record Limits(
    Optional<Size> memory, Optional<Integer> cpuShares, Optional<BigDecimal> cpus) {

  /** As much as the machine has. */
  public static final Limits NONE =
      new Limits(Optional.empty(), Optional.empty(), Optional.empty());
}
