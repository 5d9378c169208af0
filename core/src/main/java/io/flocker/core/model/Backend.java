package io.flocker.core.model;

/** Where a node keeps its volumes, as {@code /etc/flocker/agent.yml} says. */
public sealed interface Backend {

  /**
   * Datasets of a ZFS pool.
   *
   * @param mountRoot directory under which volumes are mounted
   */
  record Zfs(String pool, String mountRoot) implements Backend {}

  /** Subvolumes below a directory on a btrfs filesystem. */
  record Btrfs(String rootPath) implements Backend {}

  /**
   * Image files below a directory on any filesystem.
   *
   * @param filesystem {@code ext4} or {@code xfs}, made inside each image
   */
  record Loopback(String rootPath, String filesystem) implements Backend {}
}
