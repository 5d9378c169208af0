package io.flocker.e2e.managed;

import io.flocker.e2e.lab.Backend;
import io.flocker.e2e.lab.Cluster;
import io.flocker.e2e.lab.Lab;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/** What an agent, and the control service, need while there is nothing to do. */
public final class Idle {

  private static final String HOST = "h2";
  private static final int DATASETS = 10;
  private static final Duration SETTLED = Duration.ofSeconds(60);

  private static final String APPLICATION =
      """
      services:
        one: {image: postgres, ports: ["5432:5432"], volumes: ["one:/data"]}
        two: {image: postgres, ports: ["5433:5432"], volumes: ["two:/data"]}
      volumes: {one: , two: }
      """;

  /** Its resident memory in KiB, its processor time in ticks, and how much log it has written. */
  private static final String FIGURES =
      """
      pid=$(systemctl show -p MainPID --value "$1") && [ "$pid" -gt 1 ] || exit 1
      sed -n 's/^VmRSS:[[:space:]]*\\([0-9]*\\) kB/\\1/p' "/proc/$pid/status"
      sed 's/.*) //' "/proc/$pid/stat" | cut -d' ' -f12,13 | tr ' ' '\\n'
      journalctl -q -u "$1" -o short | wc -c
      """;

  private record Figures(long residentKibibytes, long ticks, long logBytes) {

    static Figures of(String host, String service) {
      List<Long> all =
          Lab.on(host, "sh", "-c", FIGURES, "figures", service)
              .orFail()
              .lines()
              .map(line -> Long.valueOf(line.strip()))
              .toList();
      return new Figures(all.get(0), all.get(1) + all.get(2), all.get(3));
    }
  }

  private Idle() {}

  /** Measures for so long on three hosts that are up; a table in Markdown. */
  public static String measure(Duration time) throws InterruptedException {
    ManagedCluster cluster = ManagedCluster.start(Backend.BTRFS);
    for (int n = 0; n < DATASETS; n++) {
      cluster.awaitMounted(HOST, cluster.createDataset(HOST));
    }
    cluster.deploy(Cluster.placing("", "one, two", ""), APPLICATION).orFail();
    long ticks = Long.parseLong(Lab.on(HOST, "getconf", "CLK_TCK").orFail().strip());
    Thread.sleep(SETTLED);
    Figures agent = Figures.of(HOST, "flocker-agent");
    Figures control = Figures.of("h1", "flocker-control");
    long start = System.nanoTime();
    Thread.sleep(time);
    Figures agentLater = Figures.of(HOST, "flocker-agent");
    Figures controlLater = Figures.of("h1", "flocker-control");
    double seconds = (System.nanoTime() - start) / 1e9;
    Cluster.empty(Backend.BTRFS);
    return """
    ## Nothing to do for %.0f s: 3 nodes, 12 datasets and 2 containers on the agent's

    | | resident, MB | of a core, %% | log, MB a day |
    |---|---|---|---|
    %s%s| wanted of an agent | under 150 | under 0.5 | under 5 |
    """
        .formatted(
            seconds,
            row("agent", agent, agentLater, seconds, ticks),
            row("control service", control, controlLater, seconds, ticks));
  }

  private static String row(String name, Figures before, Figures after, double seconds, long tick) {
    return String.format(
        Locale.ROOT,
        "| %s | %.0f | %.2f | %.3f |%n",
        name,
        after.residentKibibytes() * 1024 / 1e6,
        100.0 * (after.ticks() - before.ticks()) / tick / seconds,
        (after.logBytes() - before.logBytes()) / seconds * 86_400 / 1e6);
  }
}
