package io.flocker.agent.load;

import io.flocker.agent.uplink.TestCluster;
import io.flocker.agent.uplink.Uplink;
import io.flocker.agent.uplink.UplinkListener;
import io.flocker.agent.uplink.UplinkSettings;
import io.flocker.core.model.DatasetId;
import io.flocker.core.model.NodeId;
import io.flocker.core.model.Size;
import io.flocker.core.state.ObservedVolume;
import io.flocker.core.state.VolumeRecord;
import io.flocker.wire.AgentHello;
import io.flocker.wire.NodeFacts;
import io.flocker.wire.NodeReport;
import io.flocker.wire.ProtocolVersion;
import io.flocker.wire.UnitId;
import io.flocker.wire.Wish;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.stream.Stream;

/**
 * So many agents with so many datasets each, over real TLS and the real protocol, against a control
 * service in another process: AGENTS DATASETS SECONDS CHANGES. Each agent brings about at once what
 * it is told, and reports it. Prints the control service's share of a core at rest and under so
 * many changes in a second, its memory, and how long a change takes to reach its node.
 */
public final class Load implements AutoCloseable {

  /** A size above this is the time of a change, in microseconds. */
  private static final long TIMES = 1_000_000_000_000L;

  private static final int THREADS = 2;

  private final List<ScheduledExecutorService> threads = new ArrayList<>();
  private final List<Uplink> uplinks = new ArrayList<>();
  private final Queue<Long> latencies = new ConcurrentLinkedQueue<>();

  private Load() {
    for (int i = 0; i < THREADS; i++) {
      threads.add(Executors.newSingleThreadScheduledExecutor());
    }
  }

  /** Runs it. */
  public static void main(String[] arguments) throws IOException {
    Path folder = Files.createTempDirectory("flocker-load");
    try (Load load = new Load()) {
      load.run(folder, arguments);
    } finally {
      delete(folder);
    }
  }

  private void run(Path folder, String[] arguments) throws IOException {
    int agents = Integer.parseInt(arguments[0]);
    int datasets = Integer.parseInt(arguments[1]);
    TestCluster cluster = new TestCluster(folder);
    cluster.control();
    for (int agent = 0; agent < agents; agent++) {
      cluster.node(ControlProcess.node(agent));
    }
    Process control =
        start(
            cluster.folder(), List.of("0", arguments[0], arguments[1], arguments[2], arguments[3]));
    try (BufferedReader lines = control.inputReader()) {
      String line = lines.readLine();
      while (line != null && !line.equals("done")) {
        System.out.println(line);
        if (line.startsWith("port ")) {
          connect(cluster, Integer.parseInt(line.substring("port ".length())), agents, datasets);
        }
        line = lines.readLine();
      }
    } finally {
      control.destroy();
    }
    printLatencies();
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
                "-Xmx1g",
                ControlProcess.class.getName(),
                folder.toString()));
    command.addAll(arguments);
    return new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
  }

  private void connect(TestCluster cluster, int port, int agents, int datasets) throws IOException {
    for (int agent = 0; agent < agents; agent++) {
      NodeId node = ControlProcess.node(agent);
      Agent made = new Agent(node, agent, datasets);
      Uplink uplink =
          new Uplink(
              UplinkSettings.standard("127.0.0.1", port),
              cluster.node(node),
              hello(agent),
              made::report,
              made,
              threads.get(agent % THREADS),
              InstantSource.system());
      made.uplink = Optional.of(uplink);
      uplinks.add(uplink);
      uplink.start();
    }
  }

  private static AgentHello hello(int agent) {
    return new AgentHello(
        ProtocolVersion.MAJOR,
        ProtocolVersion.MINOR,
        "load",
        "boot",
        UUID.randomUUID(),
        Optional.of("node-" + agent + ".example"),
        4525,
        "btrfs",
        true,
        true,
        true,
        true,
        Optional.empty());
  }

  private final class Agent implements UplinkListener {

    private final Map<DatasetId, ObservedVolume> volumes = new ConcurrentHashMap<>();
    private final NodeId node;
    private volatile Optional<Uplink> uplink = Optional.empty();

    Agent(NodeId node, int number, int datasets) {
      this.node = node;
      for (int i = 0; i < datasets; i++) {
        DatasetId id = ControlProcess.dataset(number, i);
        volumes.put(id, volume(id, Optional.empty()));
      }
    }

    private ObservedVolume volume(DatasetId id, Optional<Size> size) {
      return new ObservedVolume(
          VolumeRecord.created(id, node, size),
          Optional.of("/flocker/" + id),
          true,
          new Size(4096),
          List.of());
    }

    NodeReport report() {
      return new NodeReport(
          uplink.flatMap(of -> of.wishes().revision()),
          volumes,
          Map.of(),
          NodeFacts.NONE,
          Map.of());
    }

    @Override
    public void wishesChanged(Set<UnitId> units) {
      long now = ControlProcess.microseconds();
      Uplink of = uplink.orElseThrow();
      for (UnitId unit : units) {
        Wish wish = of.wishes().units().get(unit);
        if (wish instanceof Wish.OfDataset(var wanted)) {
          long size = wanted.maximumSize().orElseThrow().bytes();
          if (size > TIMES) {
            latencies.add(now - size);
          }
          volumes.put(wanted.dataset(), volume(wanted.dataset(), wanted.maximumSize()));
        }
      }
      of.changed();
    }
  }

  private void printLatencies() {
    List<Long> sorted = latencies.stream().sorted().toList();
    if (sorted.isEmpty()) {
      System.out.println("no change has reached its node");
      return;
    }
    System.out.println(
        String.format(
            Locale.ROOT,
            "a change reaches its node, of %d: p50 %.1f ms, p99 %.1f ms, longest %.1f ms",
            sorted.size(),
            sorted.get(sorted.size() / 2) / 1000.0,
            sorted.get(sorted.size() * 99 / 100) / 1000.0,
            sorted.getLast() / 1000.0));
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }

  @Override
  public void close() {
    uplinks.forEach(Uplink::close);
    threads.forEach(ScheduledExecutorService::shutdown);
  }
}
