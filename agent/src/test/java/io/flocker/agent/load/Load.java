package io.flocker.agent.load;

import io.flocker.agent.uplink.TestCluster;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.Writer;
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
 * So many agents with so many datasets each against a control service in another process: AGENTS
 * DATASETS SECONDS CHANGES. Prints what the service needs at rest, and while users change so many
 * datasets in a second and one of them reads all, one after the other; its memory; how long a
 * change takes from just before the request until its node has it; how long a reading takes.
 */
public final class Load {

  private static final Duration LOOK = Duration.ofSeconds(2);
  private static final Duration LONGEST = Duration.ofMinutes(10);
  private static final Duration QUIET = Duration.ofSeconds(30);
  private static final Duration BETWEEN_READS = Duration.ofSeconds(1);

  /** So many readings of all are slow after a start, until Java has compiled what they need. */
  private static final int WARM_UP = 10;

  private final TestCluster cluster;
  private final int agents;
  private final int datasets;
  private final Duration time;
  private final int changes;

  private Load(TestCluster cluster, String[] arguments) {
    this.cluster = cluster;
    agents = Integer.parseInt(arguments[0]);
    datasets = Integer.parseInt(arguments[1]);
    time = Duration.ofSeconds(Long.parseLong(arguments[2]));
    changes = Integer.parseInt(arguments[3]);
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

  /** Starts the control service's process with this process's classes. */
  public static Process start(Path folder, List<String> arguments) throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                System.getProperty("java.home") + File.separator + "bin" + File.separator + "java",
                "-cp",
                System.getProperty("java.class.path"),
                "--sun-misc-unsafe-memory-access=allow",
                "--enable-native-access=ALL-UNNAMED",
                "-XX:+UseG1GC",
                "-Xmx640m",
                "-XX:InitiatingHeapOccupancyPercent=70",
                "-XX:-G1UseAdaptiveIHOP",
                "-Dorg.sqlite.tmpdir=" + folder,
                ControlProcess.class.getName(),
                folder.toString()));
    command.addAll(arguments);
    return new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
  }

  /** The number in the next line, which must begin with this word. */
  public static int number(BufferedReader lines, String word) throws IOException {
    String line = lines.readLine();
    if (line == null || !line.startsWith(word + " ")) {
      throw new IOException("the control service has said " + line + " in place of " + word);
    }
    return Integer.parseInt(line.substring(word.length() + 1));
  }

  private void run() throws IOException, InterruptedException {
    for (int agent = 0; agent < agents; agent++) {
      cluster.node(ControlProcess.node(agent));
    }
    cluster.control();
    Process control =
        start(cluster.folder(), List.of("0", String.valueOf(agents), String.valueOf(datasets)));
    try (BufferedReader answers = control.inputReader();
        Writer questions = control.outputWriter();
        LoadAgents made = new LoadAgents()) {
      int port = number(answers, "port");
      try (LoadClient client = new LoadClient(cluster.user(), number(answers, "users"))) {
        long begin = System.nanoTime();
        made.connect(cluster, port, agents, datasets);
        awaitSettled(client);
        print("all agents joined and reported", milliseconds(begin) + " ms");
        Thread.sleep(QUIET);
        ask(questions, answers, "measure");
        Thread.sleep(time);
        print("at rest", ask(questions, answers, "measure"));
        long firstRead = System.nanoTime();
        int _ = client.read();
        print("the first reading of all datasets", milliseconds(firstRead) + " ms");
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
        print(
            "at " + changes + " changes and about one reading of all in a second",
            ask(questions, answers, "measure"));
        print("memory", ask(questions, answers, "memory"));
        print("a change reaches its node, of " + made.latencies().size(), times(made.latencies()));
        int warmUp = Math.min(WARM_UP, reads.size());
        print("the first readings under load, of " + warmUp, times(reads.subList(0, warmUp)));
        List<Long> later = reads.subList(warmUp, reads.size());
        print("all datasets are read, of " + later.size(), times(later));
        print("readings in their order, in ms", inOrder(reads));
      }
    } finally {
      control.destroy();
      // It removes files of its own from the folder that is deleted next.
      int _ = control.waitFor();
    }
  }

  private static String ask(Writer questions, BufferedReader answers, String what)
      throws IOException {
    questions.write(what + "\n");
    questions.flush();
    return answers.readLine();
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
      client.change(ControlProcess.dataset(random.nextInt(agents), random.nextInt(datasets)));
    }
  }

  private static void readOnAndOn(LoadClient client, List<Long> times) {
    try {
      while (!Thread.currentThread().isInterrupted()) {
        long begin = System.nanoTime();
        int _ = client.read();
        times.add((System.nanoTime() - begin) / 1000);
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
