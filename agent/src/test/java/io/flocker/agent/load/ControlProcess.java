package io.flocker.agent.load;

import io.flocker.agent.uplink.TestCluster;
import io.flocker.control.cluster.AgentLink;
import io.flocker.control.cluster.Cluster;
import io.flocker.control.cluster.ClusterSnapshot;
import io.flocker.control.nodes.NodeServer;
import io.flocker.control.nodes.NodeSettings;
import io.flocker.control.nodes.WishBoard;
import io.flocker.core.model.DatasetId;
import io.flocker.core.model.NodeId;
import io.flocker.core.model.Size;
import io.flocker.wire.WantedDataset;
import io.flocker.wire.Wish;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;

/**
 * The control service's end of the node protocol as a process of its own: FOLDER PORT [AGENTS
 * DATASETS SECONDS CHANGES]. Without the numbers it serves until it is killed. With them it waits
 * for the agents, measures itself at rest and under so many changes in a second, prints what it
 * found and ends when its standard input does.
 */
public final class ControlProcess {

  private final Cluster cluster = new Cluster(InstantSource.system());
  private final WishBoard board = new WishBoard();

  private ControlProcess() {}

  /** Runs it. */
  public static void main(String[] arguments) throws IOException {
    ControlProcess process = new ControlProcess();
    TestCluster of = TestCluster.open(Path.of(arguments[0]));
    try (NodeServer server =
        NodeServer.start(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), Integer.parseInt(arguments[1])),
            of.control(),
            of.id(),
            process.cluster,
            process.board,
            _ -> false,
            of.renewals(process.cluster),
            NodeSettings.STANDARD,
            InstantSource.system())) {
      System.out.println("port " + server.port());
      if (arguments.length > 2) {
        process.measure(
            Integer.parseInt(arguments[2]),
            Integer.parseInt(arguments[3]),
            Duration.ofSeconds(Long.parseLong(arguments[4])),
            Integer.parseInt(arguments[5]));
      }
      System.in.readAllBytes();
    }
  }

  static NodeId node(int agent) {
    return new NodeId(new UUID(0x1000_4000L, 0x8000_0000_0000_0000L + agent));
  }

  static DatasetId dataset(int agent, int number) {
    return new DatasetId(
        new UUID(0x2000_4000L, 0x8000_0000_0000_0000L + agent * 1_000_000L + number));
  }

  /** The time of a change travels in the only number that a dataset has: its size. */
  private static Wish wish(int agent, int number, long size) {
    return new Wish.OfDataset(
        new WantedDataset(
            dataset(agent, number),
            node(agent),
            Optional.of(new Size(size)),
            false,
            false,
            List.of(),
            Optional.of(new WantedDataset.Home(node(agent), 1))));
  }

  static long microseconds() {
    return ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now());
  }

  private void measure(int agents, int datasets, Duration time, int changes) {
    for (int agent = 0; agent < agents; agent++) {
      List<Wish> wishes = new ArrayList<>();
      for (int number = 0; number < datasets; number++) {
        wishes.add(wish(agent, number, 1));
      }
      board.change(node(agent), wishes, Set.of());
    }
    long begin = System.nanoTime();
    while (!complete(agents, datasets)) {
      LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
    }
    System.out.println("all agents joined and reported: " + millisecondsSince(begin) + " ms");
    System.out.println("at rest: " + share(time, 0, agents, datasets));
    System.out.println(changes + " changes in a second: " + share(time, changes, agents, datasets));
    System.out.println("memory: " + memory());
    System.out.println("done");
  }

  private boolean complete(int agents, int datasets) {
    ClusterSnapshot now = cluster.now();
    return now.copies().size() == agents * datasets
        && now.nodes().values().stream()
            .allMatch(node -> node.links().stream().allMatch(AgentLink::hasReported));
  }

  /** The processor time of this process while it lives on, of one core. */
  private String share(Duration time, int changes, int agents, int datasets) {
    Random random = new Random(1);
    long begin = System.nanoTime();
    long used = processorTime();
    long done = 0;
    while (System.nanoTime() - begin < time.toNanos()) {
      long due = changes == 0 ? time.toNanos() : done * 1_000_000_000L / changes;
      if (System.nanoTime() - begin >= due) {
        int agent = random.nextInt(agents);
        board.change(
            node(agent), List.of(wish(agent, random.nextInt(datasets), microseconds())), Set.of());
        done++;
      } else {
        LockSupport.parkNanos(
            Math.min(begin + due - System.nanoTime(), Duration.ofMillis(100).toNanos()));
      }
    }
    double share = (processorTime() - used) * 100.0 / (System.nanoTime() - begin);
    return String.format(Locale.ROOT, "%.1f %% of a core", share);
  }

  private static long processorTime() {
    return ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
        .getProcessCpuTime();
  }

  private static String memory() {
    long used = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed() >> 20;
    ManagementFactory.getMemoryMXBean().gc();
    long live = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed() >> 20;
    try {
      String resident =
          Files.readAllLines(Path.of("/proc/self/status")).stream()
              .filter(line -> line.startsWith("VmRSS"))
              .findFirst()
              .orElse("VmRSS: unknown");
      return resident.replaceAll("\\s+", " ")
          + ", heap "
          + used
          + " MiB, of which "
          + live
          + " MiB live";
    } catch (IOException e) {
      return "unknown: " + e.getMessage();
    }
  }

  private static long millisecondsSince(long begin) {
    return Duration.ofNanos(System.nanoTime() - begin).toMillis();
  }
}
