package io.flocker.e2e.managed;

import io.flocker.e2e.lab.Backend;
import io.flocker.e2e.lab.Cluster;
import io.flocker.e2e.lab.Lab;
import java.nio.file.Path;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * How long it takes from the answer to a request for a dataset until it is mounted, and until the
 * node's agent has begun, beside what btrfs needs by itself.
 */
public final class Creation {

  private static final String HOST = "h2";

  /** The commands that make a volume with a limit and put it where it is used. */
  private static final String RAW =
      """
      cd /btrfs && mkdir -p /run/raw && btrfs quota enable /btrfs
      for n in $(seq "$1"); do
        a=$EPOCHREALTIME
        btrfs -q subvolume create raw && btrfs qgroup limit 128M raw && sync -f raw && mount --bind raw /run/raw || exit 1
        b=$EPOCHREALTIME
        umount /run/raw && btrfs -q subvolume delete raw || exit 1
        echo $(( ${b/./} - ${a/./} ))
      done
      """;

  /** Microseconds of one dataset. */
  private record Sample(double seen, double mounted) {}

  private Creation() {}

  /** Measures on three hosts that are up; a table in Markdown. */
  public static String measure(int count) {
    ManagedCluster cluster = ManagedCluster.start(Backend.BTRFS);
    String classes =
        Path.of(CreationClient.class.getProtectionDomain().getCodeSource().getLocation().getPath())
            .toString();
    List<Sample> samples =
        Lab.outside(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                classes,
                CreationClient.class.getName(),
                Lab.address("h1"),
                Lab.share().resolve("e2e/certificates").toString(),
                cluster.node(HOST),
                // The first ones warm up the client and the services.
                String.valueOf(2 * count))
            .orFail()
            .lines()
            .skip(count)
            .map(line -> line.split(" ", -1))
            .map(words -> new Sample(Double.parseDouble(words[0]), Double.parseDouble(words[1])))
            .toList();
    List<Double> raw =
        Lab.on(HOST, "bash", "-c", RAW, "raw", String.valueOf(count))
            .orFail()
            .lines()
            .map(Double::valueOf)
            .toList();
    Cluster.empty(Backend.BTRFS);
    double bare = median(raw);
    double mounted = median(samples, Sample::mounted);
    return """
    ## A new dataset of 128 MiB on btrfs, by REST

    | median of %d | ms |
    |---|---|
    | from the answer until an event tells that the node's agent has begun (wanted: under 20) | %.1f |
    | from the answer until the state shows its path (wanted: under 150) | %.1f |
    | raw: btrfs subvolume create, qgroup limit, sync, mount --bind | %.1f |
    | our own share (wanted: at most 50) | %.1f |
    """
        .formatted(
            samples.size(),
            median(samples, Sample::seen) / 1000,
            mounted / 1000,
            bare / 1000,
            (mounted - bare) / 1000);
  }

  private static double median(List<Sample> samples, ToDoubleFunction<Sample> value) {
    return median(samples.stream().mapToDouble(value).boxed().toList());
  }

  private static double median(List<Double> values) {
    return values.stream().sorted().toList().get(values.size() / 2);
  }
}
