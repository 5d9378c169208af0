package io.flocker.e2e.managed;

import static org.assertj.core.api.Assertions.assertThat;

import io.flocker.e2e.lab.Backend;
import io.flocker.e2e.lab.Cluster;
import io.flocker.e2e.lab.Lab;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** How long Docker waits for its volumes, beside what it waits for by itself. */
public final class PluginTimes {

  private static final String HOST = "h2";
  private static final String VOLUME = "here";
  private static final int CALLS = 60;
  private static final int WARM_UP = 30;
  private static final int VOLUMES = 200;
  private static final int COMMANDS = 15;

  /** Microseconds of a command, so many times. */
  private static final String TIMED =
      """
      for n in $(seq "$1"); do
        a=$EPOCHREALTIME
        "${@:2}" > /dev/null || exit 1
        b=$EPOCHREALTIME
        echo $(( ${b/./} - ${a/./} ))
      done
      """;

  private PluginTimes() {}

  /** Measures on three hosts that are up; a table in Markdown. */
  public static String measure() throws IOException {
    ManagedCluster _ = ManagedCluster.start(Backend.BTRFS);
    List<Double> noList = timed(COMMANDS, "docker", "volume", "ls");
    List<Double> version = timed(COMMANDS, "docker", "version");
    Docker.with(HOST, VOLUME, "true").orFail();
    List<Double> mounts = new ArrayList<>();
    List<Double> unmounts = new ArrayList<>();
    List<Double> lists = new ArrayList<>();
    try (PluginSocket plugin = new PluginSocket(HOST)) {
      for (int n = -WARM_UP; n < CALLS; n++) {
        String use = "{\"Name\": \"%s\", \"ID\": \"use%d\"}".formatted(VOLUME, n);
        double mount = plugin.call("Mount", use);
        double unmount = plugin.call("Unmount", use);
        if (n >= 0) {
          mounts.add(mount);
          unmounts.add(unmount);
        }
      }
      for (int n = 1; n < VOLUMES; n++) {
        plugin.call("Create", "{\"Name\": \"volume%d\", \"Opts\": {}}".formatted(n));
      }
      for (int n = -WARM_UP; n < CALLS; n++) {
        double list = plugin.call("List", "{}");
        if (n >= 0) {
          lists.add(list);
        }
      }
    }
    List<Double> list = timed(COMMANDS, "docker", "volume", "ls");
    List<String> calls = callsOfOneList();
    List<Double> withVolume = new ArrayList<>();
    List<Double> withFolder = new ArrayList<>();
    Lab.on(HOST, "mkdir", "-p", "/btrfs/folder").orFail();
    for (int n = 0; n < COMMANDS; n++) {
      withVolume.addAll(run(VOLUME));
      withFolder.addAll(run("/btrfs/folder"));
    }
    double durable = millis(durableWrites());
    Cluster.empty(Backend.BTRFS);
    return """
    ## Docker's volumes, on btrfs

    | median of %d; of %d for commands | ms | raw, ms | raw |
    |---|---|---|---|
    | Mount of a volume that is here, over the socket (wanted: under 30) | %.1f | %.1f | a file written durably |
    | Unmount | %.1f | %.1f | the same |
    | List of %d volumes, over the socket | %.1f | | |
    | `docker volume ls` of %d volumes, %s (wanted: under 100, one call) | %.0f | %.0f | without volumes; `docker version` takes %.0f |
    | `docker run --rm` with a volume that is here | %.0f | %.0f | with a folder of the host |
    """
        .formatted(
            CALLS,
            COMMANDS,
            millis(mounts),
            durable,
            millis(unmounts),
            durable,
            VOLUMES,
            millis(lists),
            VOLUMES,
            String.join(", ", calls),
            millis(list),
            millis(noList),
            millis(version),
            millis(withVolume),
            millis(withFolder));
  }

  /** What one {@code docker volume ls} asks, once Docker has met the plugin. */
  private static List<String> callsOfOneList() throws IOException {
    try (PluginCalls calls = PluginCalls.of(HOST, "counted")) {
      Docker.docker(HOST, "volume", "ls").orFail();
      List<String> _ = calls.taken();
      // Both plugins tell of the same volumes; Docker shows those twice that it has not met yet.
      List<String> names = Docker.docker(HOST, "volume", "ls", "-q").orFail().lines().toList();
      assertThat(Set.copyOf(names)).hasSize(VOLUMES);
      return calls.taken();
    }
  }

  private static List<Double> run(String source) {
    return timed(1, "docker", "run", "--rm", "-v", source + ":/data", "busybox", "true");
  }

  private static List<Double> timed(int count, String... command) {
    List<String> whole = new ArrayList<>(List.of("bash", "-c", TIMED, "timed", "" + count));
    whole.addAll(List.of(command));
    return Lab.on(HOST, whole.toArray(String[]::new))
        .orFail()
        .lines()
        .map(Double::valueOf)
        .toList();
  }

  /** What the agent does at least once in each call that changes something. */
  private static List<Double> durableWrites() throws IOException {
    Path file = Lab.path(HOST, "/var/lib/flocker/raw");
    List<Double> all = new ArrayList<>();
    for (int n = 0; n < CALLS; n++) {
      long start = System.nanoTime();
      try (FileChannel out =
          FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
        out.write(ByteBuffer.wrap(new byte[300]));
        out.force(true);
      }
      all.add((System.nanoTime() - start) / 1000.0);
      Files.delete(file);
    }
    return all;
  }

  /** The middle one, of microseconds. */
  private static double millis(List<Double> micros) {
    return micros.stream().sorted().toList().get(micros.size() / 2) / 1000;
  }
}
