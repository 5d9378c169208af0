package io.flocker.e2e.lab;

/** The filesystems that the hosts can keep volumes on. */
public enum Backend {
  BTRFS("btrfs", "{backend: btrfs, root_path: /btrfs}"),
  ZFS("zfs", "{backend: zfs, pool: flocker, mount_root: /flocker}"),
  LOOPBACK("loopback", "{backend: loopback, root_path: /disk/loopback}");

  private final String title;
  private final String settings;

  Backend(String title, String settings) {
    this.title = title;
    this.settings = settings;
  }

  /** What a node's settings say below {@code dataset:}. */
  String settings() {
    return settings;
  }

  @Override
  public String toString() {
    return title;
  }
}
