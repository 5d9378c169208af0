package io.flocker.e2e.faults;

import io.flocker.e2e.lab.Backend;
import io.flocker.e2e.lab.Lab;

/** A host on which volumes have no room left. */
record FullDisk(String host, Backend backend) implements AutoCloseable {

  /** From now on. */
  static FullDisk of(String host, Backend backend) {
    FullDisk disk = new FullDisk(host, backend);
    Lab.shell(host, disk.fill()).orFail();
    return disk;
  }

  private String fill() {
    return switch (backend) {
      case BTRFS ->
          // What was deleted before gives its room back later, unless it is waited for.
          """
          btrfs subvolume sync /btrfs >/dev/null
          fallocate -l $(df --output=avail -B1 /btrfs | tail -1) /btrfs/fill
          dd if=/dev/zero of=/btrfs/fill2 bs=1M 2>/dev/null
          sync
          """;
      case ZFS ->
          // A reservation of the very last bytes is refused.
          """
          available() { zfs get -Hp -o value available flocker; }
          zfs create -o mountpoint=none -o reservation=$(($(available) - 1048576)) flocker/fill
          # What was destroyed before gives its room back later.
          for try in $(seq 100); do
            left=$(available)
            [ "$left" -gt 2097152 ] || exit 0
            reserved=$(zfs get -Hp -o value reservation flocker/fill)
            zfs set reservation=$((reserved + left - 1048576)) flocker/fill
          done
          echo "still $left bytes free" >&2
          exit 1
          """;
      case LOOPBACK -> throw new IllegalArgumentException("no test fills " + backend);
    };
  }

  @Override
  public void close() {
    String free =
        switch (backend) {
          case BTRFS -> "rm -f /btrfs/fill /btrfs/fill2; sync";
          case ZFS -> "zfs destroy flocker/fill";
          case LOOPBACK -> throw new IllegalArgumentException("no test fills " + backend);
        };
    Lab.shell(host, free).orFail();
  }
}
