package io.flocker.agent.load;

import io.flocker.agent.uplink.TestCluster;
import io.flocker.api.certificate.TlsFiles;
import io.flocker.api.certificate.authority.Validity;
import io.flocker.control.model.Command;
import io.flocker.control.service.ControlOptions;
import io.flocker.control.service.ControlService;
import io.flocker.control.store.ConfigurationStore;
import io.flocker.control.store.Outcome;
import io.flocker.core.model.DatasetId;
import io.flocker.core.model.NodeId;
import io.flocker.core.model.Size;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * A control service as a process of its own: FOLDER PORT [AGENTS DATASETS]. With the numbers, so
 * many datasets of so many nodes are wanted when it begins to serve. Says {@code port N} and {@code
 * users N} when it does. Answers each {@code measure} of its input with how much of a core it has
 * used since the one before, {@code memory} with what it occupies, and ends with its input.
 */
public final class ControlProcess {

  static final Size LIMIT = Size.mebibytes(64);

  private long since = System.nanoTime();
  private long used = processorTime();

  private ControlProcess() {}

  /** Runs it. */
  public static void main(String[] arguments) throws IOException {
    TestCluster of = TestCluster.open(Path.of(arguments[0]));
    of.control();
    Path data = of.folder().resolve("control");
    if (arguments.length > 2) {
      want(data, Integer.parseInt(arguments[2]), Integer.parseInt(arguments[3]));
    }
    InetAddress here = InetAddress.getLoopbackAddress();
    try (ControlService service =
        ControlService.start(
            new ControlOptions(
                data,
                TlsFiles.in(of.folder(), "control-service"),
                new InetSocketAddress(here, 0),
                new InetSocketAddress(here, Integer.parseInt(arguments[1])),
                "load",
                Duration.ofDays(30),
                Validity.RENEWED_NODE),
            InstantSource.system())) {
      System.out.println("port " + service.agentPort());
      System.out.println("users " + service.userPort());
      new ControlProcess().obey();
    }
  }

  static NodeId node(int agent) {
    return new NodeId(new UUID(0x1000_4000L, 0x8000_0000_0000_0000L + agent));
  }

  static DatasetId dataset(int agent, int number) {
    return new DatasetId(
        new UUID(0x2000_4000L, 0x8000_0000_0000_0000L + agent * 1_000_000L + number));
  }

  private static void want(Path data, int agents, int datasets) throws IOException {
    Files.createDirectories(data);
    try (ConfigurationStore store =
            ConfigurationStore.open(
                ControlOptions.store(data), InstantSource.system(), AssertionError::new);
        ExecutorService askers = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int agent = 0; agent < agents; agent++) {
        NodeId node = node(agent);
        int number = agent;
        askers.execute(() -> {
          submit(store, new Command.SeeNode(node, "node-" + number + ".example"));
          for (int dataset = 0; dataset < datasets; dataset++) {
            submit(
                store,
                new Command.CreateDataset(
                    dataset(number, dataset),
                    node,
                    Optional.of(LIMIT),
                    Map.of("name", "data-" + number + "-" + dataset)));
          }
        });
      }
    }
  }

  private static void submit(ConfigurationStore store, Command command) {
    if (store.submit(command, "load") instanceof Outcome.Refused(var refusal)) {
      throw new IllegalStateException(refusal.description());
    }
  }

  private void obey() throws IOException {
    BufferedReader input =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String line = input.readLine(); line != null; line = input.readLine()) {
      switch (line) {
        case "measure" -> System.out.println(share());
        case "memory" -> System.out.println(memory());
        default -> throw new IllegalArgumentException(line);
      }
    }
  }

  private String share() {
    long now = System.nanoTime();
    long total = processorTime();
    double share = (total - used) * 100.0 / (now - since);
    since = now;
    used = total;
    return String.format(Locale.ROOT, "%.1f %% of a core", share);
  }

  private static long processorTime() {
    return ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
        .getProcessCpuTime();
  }

  private static String memory() throws IOException {
    String resident = line("VmRSS") + ", " + line("VmHWM");
    ManagementFactory.getMemoryMXBean().gc();
    long live = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed() >> 20;
    return resident + ", " + live + " MiB of the heap live";
  }

  private static String line(String name) throws IOException {
    List<String> lines = Files.readAllLines(Path.of("/proc/self/status"));
    return lines.stream()
        .filter(line -> line.startsWith(name))
        .findFirst()
        .orElse(name + " unknown")
        .replaceAll("\\s+", " ");
  }
}
