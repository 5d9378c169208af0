package io.flocker.e2e.bench;

import io.flocker.e2e.lab.Lab;
import java.util.ArrayList;
import java.util.List;

/** How fast the first full copy of a volume goes over, beside the same without us. */
final class Throughput {

  private static final int MEBIBYTES = 1024;
  private static final String DEFAULT_CIPHER = "";
  private static final String OUR_CIPHER = "-c aes128-gcm@openssh.com ";

  private Throughput() {}

  static String measure(int repetitions) {
    List<Double> ours = new ArrayList<>();
    List<Double> plain = new ArrayList<>();
    List<Double> sameCipher = new ArrayList<>();
    for (int n = 0; n < repetitions; n++) {
      BenchDatabase database = BenchDatabase.ofSize(MEBIBYTES);
      plain.add(raw(database, DEFAULT_CIPHER));
      TimedDeployment move = database.moveTo(database.other());
      ours.add((move.at("FREEZE") - move.at("COPY")) / 1e6);
      // The data is on the other host now, and goes back the same way.
      sameCipher.add(raw(database, OUR_CIPHER));
      System.out.printf("1 GiB: ours %s plain %s same cipher %s%n", ours, plain, sameCipher);
    }
    double us = Bench.median(ours);
    return """
    ## First full copy of 1 GiB on btrfs

    | | seconds | MiB/s |
    |---|---|---|
    %s%s%s
    Ours to plain: %.2f (wanted: at least 0.9); to plain with our cipher: %.2f
    """
        .formatted(
            row("flocker-deploy, beginning of the copy to the freeze", us),
            row("btrfs send, ssh with its default cipher, btrfs receive", Bench.median(plain)),
            row("the same with our cipher", Bench.median(sameCipher)),
            Bench.median(plain) / us,
            Bench.median(sameCipher) / us);
  }

  private static String row(String what, double seconds) {
    return "| %s | %.2f | %.0f |%n".formatted(what, seconds, MEBIBYTES / seconds);
  }

  private static double raw(BenchDatabase database, String cipher) {
    String there = Lab.address(database.other());
    String ssh = "ssh -o StrictHostKeyChecking=no -o LogLevel=ERROR " + cipher + there + " ";
    String line =
        "set -o pipefail; mkdir -p /btrfs/bench; "
            + ssh
            + "mkdir -p /btrfs/bench; a=$EPOCHREALTIME; btrfs -q subvolume snapshot -r "
            + database.data()
            + " /btrfs/bench/0 && btrfs -q send /btrfs/bench/0 | "
            + ssh
            + "btrfs -q receive /btrfs/bench && b=$EPOCHREALTIME && echo $(( ${b/./} - ${a/./} ))";
    String micros = Lab.on(database.host(), "bash", "-c", line).orFail().strip();
    String clear = "btrfs -q subvolume delete -c /btrfs/bench/*; rmdir /btrfs/bench";
    database.shell(clear + "; " + ssh + "'" + clear + "'");
    return Long.parseLong(micros) / 1e6;
  }
}
