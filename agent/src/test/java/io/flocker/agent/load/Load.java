package io.flocker.agent.load;

import io.flocker.agent.uplink.TestCluster;
import io.flocker.control.service.ControlOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * So many agents with so many datasets each against the product's control service: FLOCKER-CONTROL
 * AGENTS DATASETS SECONDS CHANGES. Prints what the service needs at rest, and while users change so
 * many datasets in a second and one of them reads all, one after the other; its memory; how long a
 * change takes from just before the request until its node has it; how long a reading takes.
 */
public final class Load {

  private static final Duration LOOK = Duration.ofSeconds(2);
  private static final Duration LONGEST = Duration.ofMinutes(10);
  private static final Duration QUIET = Duration.ofSeconds(30);
  private static final Duration BETWEEN_READS = Duration.ofSeconds(1);

  private final TestCluster cluster;
  private final Path program;
  private final int agents;
  private final int datasets;
  private final Duration time;
  private final int changes;

  private Load(TestCluster cluster, String[] arguments) {
    this.cluster = cluster;
    program = Path.of(arguments[0]);
    agents = Integer.parseInt(arguments[1]);
    datasets = Integer.parseInt(arguments[2]);
    time = Duration.ofSeconds(Long.parseLong(arguments[3]));
    changes = Integer.parseInt(arguments[4]);
  }

  /** Runs it. */
  public static void main(String[] arguments) throws IOException, InterruptedException {
    Path folder = Files.createTempDirectory("flocker-load");
    try {
      new Load(new TestCluster(folder), arguments).run();
    } finally {
      delete(folder);
    }
  }

  private void run() throws IOException, InterruptedException {
    for (int agent = 0; agent < agents; agent++) {
      cluster.node(Wanted.node(agent));
    }
    cluster.control();
    Path data = Files.createDirectory(cluster.folder().resolve("control"));
    Wanted.write(ControlOptions.store(data), agents, datasets);
    try (MeasuredControl control = new MeasuredControl(program, cluster.folder(), data);
        LoadAgents made = new LoadAgents();
        LoadClient client = new LoadClient(cluster, control.userPort())) {
      measure(control, made, client);
    }
  }

  private void measure(MeasuredControl control, LoadAgents made, LoadClient client)
      throws IOException, InterruptedException {
    long begin = System.nanoTime();
    made.connect(cluster, control.agentPort(), agents, datasets);
    awaitSettled(client);
    print("all agents joined and reported", milliseconds(begin) + " ms");
    Thread.sleep(QUIET);
    String _ = control.share();
    Thread.sleep(time);
    print("at rest", control.share());
    List<Long> reads = new ArrayList<>();
    AtomicReference<Throwable> failure = new AtomicReference<>();
    Thread reader =
        Thread.ofPlatform()
            .uncaughtExceptionHandler((_, problem) -> failure.set(problem))
            .start(() -> readOnAndOn(client, reads));
    change(client);
    reader.interrupt();
    reader.join();
    if (failure.get() != null) {
      throw new IOException("the readings came to an end", failure.get());
    }
    print("at " + changes + " changes and about one reading of all in a second", control.share());
    print("memory", control.memory());
    print("a change reaches its node, of " + made.latencies().size(), times(made.latencies()));
    print("all datasets are read, of " + reads.size(), times(reads));
    print("readings in their order, in ms", inOrder(reads));
  }

  private void awaitSettled(LoadClient client) throws IOException, InterruptedException {
    long begin = System.nanoTime();
    int settled = client.settled();
    while (settled < agents * datasets) {
      if (System.nanoTime() - begin > LONGEST.toNanos()) {
        throw new IOException("only " + settled + " datasets are settled after " + LONGEST);
      }
      Thread.sleep(LOOK);
      settled = client.settled();
    }
  }

  /** At an even pace, whatever the readings take. */
  private void change(LoadClient client) throws IOException, InterruptedException {
    Random random = new Random(1);
    long begin = System.nanoTime();
    for (long done = 0; done < time.toSeconds() * changes; done++) {
      long due = begin + done * 1_000_000_000L / changes;
      while (System.nanoTime() < due) {
        LockSupport.parkNanos(due - System.nanoTime());
      }
      client.change(Wanted.dataset(random.nextInt(agents), random.nextInt(datasets)));
    }
  }

  private static void readOnAndOn(LoadClient client, List<Long> times) {
    try {
      while (!Thread.currentThread().isInterrupted()) {
        times.add(client.read().toNanos() / 1000);
        Thread.sleep(BETWEEN_READS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (IOException e) {
      throw new IllegalStateException("a reading of all datasets", e);
    }
  }

  /** Whether slow ones are the first, or come again and again. */
  private static String inOrder(List<Long> microseconds) {
    return microseconds.stream()
        .map(each -> String.valueOf(each / 1000))
        .collect(Collectors.joining(" "));
  }

  private static String times(List<Long> microseconds) {
    List<Long> sorted = microseconds.stream().sorted().toList();
    return sorted.isEmpty()
        ? "never"
        : String.format(
            Locale.ROOT,
            "p50 %.1f ms, p99 %.1f ms, longest %.1f ms",
            sorted.get(sorted.size() / 2) / 1000.0,
            sorted.get(sorted.size() * 99 / 100) / 1000.0,
            sorted.getLast() / 1000.0);
  }

  private static void print(String what, String value) {
    System.out.println(what + ": " + value);
  }

  private static long milliseconds(long begin) {
    return Duration.ofNanos(System.nanoTime() - begin).toMillis();
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
