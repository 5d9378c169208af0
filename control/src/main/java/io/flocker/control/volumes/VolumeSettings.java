package io.flocker.control.volumes;

import io.flocker.core.model.Size;
import java.time.Duration;
import java.util.Optional;

/**
 * What a cluster's volumes are like where nobody says otherwise.
 *
 * @param size the limit of one with a name; empty for none
 * @param anonymousSize the limit of one to which nobody gave a name; empty for none
 * @param trash how long a removed one can be restored
 */
public record VolumeSettings(Optional<Size> size, Optional<Size> anonymousSize, Duration trash) {

  /** What the product uses unless it is told otherwise. */
  public static final VolumeSettings STANDARD =
      new VolumeSettings(Optional.empty(), Optional.of(Size.mebibytes(1024)), Duration.ofDays(7));
}
