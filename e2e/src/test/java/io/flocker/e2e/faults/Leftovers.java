package io.flocker.e2e.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.flocker.e2e.lab.Backend;
import io.flocker.e2e.lab.Lab;

/** What interrupted work may leave on a host until the next work on the dataset: no heap of it. */
final class Leftovers {

  private static final int MOST_HALF_MADE = 1;
  private static final int MOST_SNAPSHOTS = 8;

  private Leftovers() {}

  /** Fails if there is more than that. */
  static void check(String host, Backend backend) {
    assertThat(Lab.shell(host, halfMade(backend)).orFail().lines().toList())
        .as("half-made things on " + host)
        .hasSizeLessThanOrEqualTo(MOST_HALF_MADE);
    assertThat(Lab.shell(host, snapshots(backend)).orFail().lines().toList())
        .as("snapshots of transfers on " + host)
        .hasSizeLessThanOrEqualTo(MOST_SNAPSHOTS);
  }

  /** Prints what is not a copy yet or any more, a line each. */
  private static String halfMade(Backend backend) {
    return switch (backend) {
      case BTRFS -> "find /btrfs -maxdepth 2 \\( -name '.incoming-*' -o -name '.new-*' \\)";
      case ZFS ->
          """
          zfs list -H -o name,flocker:record -t filesystem -r flocker | while read -r name record; do
            case $name in flocker | flocker/incoming) continue ;; esac
            case $name:$record in flocker/incoming/* | *:-) echo "$name" ;; esac
          done
          """;
      case LOOPBACK -> throw unsupported(backend);
    };
  }

  /** Prints each snapshot that a transfer has made. */
  private static String snapshots(Backend backend) {
    return switch (backend) {
      case BTRFS -> "find /btrfs -mindepth 3 -maxdepth 3 -path '*/snapshots/move-*'";
      case ZFS -> "zfs list -H -o name -t snapshot -r flocker | sed -n '/@move-/p'";
      case LOOPBACK -> throw unsupported(backend);
    };
  }

  private static IllegalArgumentException unsupported(Backend backend) {
    return new IllegalArgumentException(backend + " volumes do not move while they are in use");
  }
}
