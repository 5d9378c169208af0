package io.flocker.e2e.bench;

import io.flocker.e2e.lab.Lab;
import io.flocker.e2e.managed.Creation;
import io.flocker.e2e.managed.Idle;
import io.flocker.e2e.managed.KilledControl;
import io.flocker.e2e.managed.PluginTimes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;

/**
 * The measurements that need hosts: how long a move is felt, how fast a first copy is, how soon a
 * new dataset can be used, what an agent needs that has nothing to do, how long Docker waits for
 * its volumes, how a cluster takes it that its control service is killed. Prints Markdown. The lab
 * must be up with three hosts and have the images {@code postgres} and {@code busybox}:
 *
 * <pre>{@code
 * LAB=/tmp/flocker-lab lab/lab.sh up 3 && lab/lab.sh load $(lab/images.sh postgres busybox)
 * mvn -o test-compile exec:java -pl e2e -Dexec.classpathScope=test -Dflocker.root=$PWD \
 *     -Dexec.mainClass=io.flocker.e2e.bench.Bench -Dexec.args="downtime throughput"
 * }</pre>
 *
 * <p>Arguments: {@code downtime}, {@code throughput}, {@code creation}, {@code idle}, {@code
 * plugin}, {@code kills}, or several; {@code sizes=64,1024,4096} (MiB), {@code repetitions=3},
 * {@code datasets=30}, {@code seconds=120} and {@code kills=200} change what is measured.
 */
public final class Bench {

  private Bench() {}

  /** Runs what the arguments name. */
  public static void main(String[] arguments) throws IOException, InterruptedException {
    List<String> wanted = List.of(arguments);
    int repetitions = Integer.parseInt(value(wanted, "repetitions=", "3"));
    System.out.println(machine());
    if (wanted.contains("downtime")) {
      List<Integer> sizes =
          Arrays.stream(value(wanted, "sizes=", "64,1024,4096").split(",", -1))
              .map(Integer::valueOf)
              .toList();
      System.out.println(Downtime.measure(sizes, repetitions));
    }
    if (wanted.contains("throughput")) {
      System.out.println(Throughput.measure(repetitions));
    }
    if (wanted.contains("creation")) {
      System.out.println(Creation.measure(Integer.parseInt(value(wanted, "datasets=", "30"))));
    }
    if (wanted.contains("idle")) {
      System.out.println(
          Idle.measure(Duration.ofSeconds(Integer.parseInt(value(wanted, "seconds=", "120")))));
    }
    if (wanted.contains("plugin")) {
      System.out.println(PluginTimes.measure());
    }
    if (wanted.contains("kills")) {
      System.out.println(KilledControl.measure(Integer.parseInt(value(wanted, "kills=", "200"))));
    }
  }

  private static String value(List<String> arguments, String key, String otherwise) {
    return arguments.stream()
        .filter(argument -> argument.startsWith(key))
        .map(argument -> argument.substring(key.length()))
        .findFirst()
        .orElse(otherwise);
  }

  private static String machine() throws IOException {
    return "%d cores, Linux %s, Docker %s, load before: %s%n"
        .formatted(
            Runtime.getRuntime().availableProcessors(),
            System.getProperty("os.version"),
            Lab.on("h1", "docker", "version", "-f", "{{.Server.Version}}").orFail().strip(),
            Files.readString(Path.of("/proc/loadavg")).split(" ", -1)[0]);
  }

  /** The middle one. */
  static double median(List<Double> values) {
    return values.stream().sorted().toList().get(values.size() / 2);
  }
}
