package io.flocker.e2e.bench;

import io.flocker.e2e.lab.Lab;

/**
 * What the last increment costs without us: snapshot, {@code btrfs send -p}, ssh, {@code btrfs
 * receive}. Both hosts have the base beforehand; everything is cleared away afterwards.
 */
record RawIncrement(double overNewConnection, double overOpenConnection) {

  private static final String CIPHER = "-c aes128-gcm@openssh.com";
  private static final String OPEN = "-o ControlPath=/run/bench-ssh";

  static RawIncrement between(BenchDatabase database) {
    String there = Lab.address(database.other());
    String ssh = "ssh -o StrictHostKeyChecking=no -o LogLevel=ERROR " + CIPHER + " ";
    database.shell(
        "mkdir -p /btrfs/bench && "
            + ssh
            + there
            + " mkdir -p /btrfs/bench && btrfs -q subvolume snapshot -r "
            + database.data()
            + " /btrfs/bench/0 && btrfs -q send /btrfs/bench/0 | "
            + ssh
            + there
            + " btrfs -q receive /btrfs/bench");
    database.shell(ssh + OPEN + " -o ControlMaster=yes -f -N " + there);
    database.changeLittle();
    double fresh = timed(database, "0", "1", ssh + there);
    database.changeLittle();
    double open = timed(database, "1", "2", ssh + OPEN + " " + there);
    String clear = "btrfs -q subvolume delete /btrfs/bench/*; rmdir /btrfs/bench";
    database.shell(
        ssh + OPEN + " -O exit " + there + "; " + clear + "; " + ssh + there + " '" + clear + "'");
    return new RawIncrement(fresh, open);
  }

  private static double timed(BenchDatabase database, String base, String name, String ssh) {
    String line =
        "a=$EPOCHREALTIME; btrfs -q subvolume snapshot -r "
            + database.data()
            + " /btrfs/bench/"
            + name
            + " && btrfs -q send -p /btrfs/bench/"
            + base
            + " /btrfs/bench/"
            + name
            + " | "
            + ssh
            + " btrfs -q receive /btrfs/bench && b=$EPOCHREALTIME && echo $(( ${b/./} - ${a/./} ))";
    return Long.parseLong(
            Lab.on(database.host(), "bash", "-c", "set -o pipefail; " + line).orFail().strip())
        / 1000.0;
  }
}
