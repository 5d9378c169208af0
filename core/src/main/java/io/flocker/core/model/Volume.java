package io.flocker.core.model;

import java.util.Optional;

/**
 * A dataset that a container wants to see at a path.
 *
 * @param dataset which one
 * @param mountpoint absolute path inside the container, without a trailing slash
 * @param maximumSize the most that it may hold; empty for no limit
 */
public record Volume(DatasetId dataset, String mountpoint, Optional<Size> maximumSize) {

  public Volume {
    if (!mountpoint.startsWith("/")) {
      throw new IllegalArgumentException(
          "mountpoint: '" + mountpoint + "' (expected: an absolute path)");
    }
  }
}
