package io.flocker.e2e.managed;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.flocker.e2e.lab.Backend;
import io.flocker.e2e.lab.Cluster;
import io.flocker.e2e.lab.Lab;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * The control service of three real nodes, killed again and again at random moments while a user
 * changes datasets. What was acknowledged must be there, and whole.
 */
public final class KilledControl {

  private static final List<String> HOMES = List.of("h2", "h3", "h2", "h3");
  private static final int LONGEST_PAUSE_MILLIS = 400;

  /** Returns when the process is gone: systemd starts the next one a second later. */
  private static final String KILL =
      """
      pid=$(systemctl show -p MainPID --value flocker-control) && [ "$pid" -gt 1 ] && kill -9 "$pid" || exit 1
      while [ -d "/proc/$pid" ]; do :; done
      """;

  /**
   * What has come of it.
   *
   * @param acknowledged how many changes were
   * @param joined for each kill, how long all agents took to join the next service, in milliseconds
   */
  record Outcome(int acknowledged, List<Double> joined) {}

  private KilledControl() {}

  /** Kills it so many times on three hosts that are up; a table in Markdown. */
  public static String measure(int kills) throws IOException, InterruptedException {
    Outcome outcome = run(kills);
    Cluster.empty(Backend.BTRFS);
    List<Double> joined = outcome.joined().stream().sorted().toList();
    return """
    ## The control service killed (kill -9) under a writing client, with three agents

    | of %d kills | |
    |---|---|
    | changes acknowledged, and found whole | %d |
    | all agents back, from when the next service listens: median | %.0f ms |
    | longest (wanted: under 2000) | %.0f ms |
    """
        .formatted(kills, outcome.acknowledged(), joined.get(joined.size() / 2), joined.getLast());
  }

  /** Fails when an acknowledged change is not there, or one is there by half. */
  static Outcome run(int kills) throws IOException, InterruptedException {
    ManagedCluster cluster = ManagedCluster.start(Backend.BTRFS);
    List<String> datasets = new ArrayList<>();
    for (String host : HOMES) {
      datasets.add(cluster.createDataset(host));
      cluster.awaitMounted(host, datasets.getLast());
    }
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                Path.of(
                        KilledControlClient.class
                            .getProtectionDomain()
                            .getCodeSource()
                            .getLocation()
                            .getPath())
                    .toString(),
                KilledControlClient.class.getName(),
                Lab.address("h1"),
                Lab.share().resolve("e2e/certificates").toString(),
                String.valueOf(Cluster.HOSTS.size())));
    command.addAll(datasets);
    Process client =
        Lab.outsideProcess(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    try {
      Said said = new Said();
      Thread reader = Thread.ofVirtual().start(() -> said.read(client.inputReader()));
      Random random = new Random();
      try (Writer input = client.outputWriter()) {
        for (int kill = 1; kill <= kills; kill++) {
          // The moment is random on purpose: nothing is waited for.
          Thread.sleep(random.nextInt(LONGEST_PAUSE_MILLIS));
          Lab.shell("h1", KILL).orFail();
          input.write("killed\n");
          input.flush();
          said.awaitJoined(kill);
        }
        said.awaitWritten();
      }
      assertThat(client.waitFor(1, TimeUnit.MINUTES)).isTrue();
      assertThat(client.exitValue()).isZero();
      assertThat(reader.join(Duration.ofMinutes(1))).as("all that it said is read").isTrue();
      said.check(cluster.get("/configuration/datasets").orFail().body());
      return new Outcome(said.acknowledged, said.joined);
    } finally {
      Stream.concat(client.descendants(), Stream.of(client.toHandle()))
          .forEach(ProcessHandle::destroyForcibly);
    }
  }

  /** What the client has said so far. */
  private static final class Said {

    private final Map<String, Long> latest = new HashMap<>();
    private final List<Double> joined = new ArrayList<>();
    private int acknowledged;
    private boolean ended;

    void read(BufferedReader lines) {
      try (lines) {
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
          take(List.of(line.split(" ", -1)));
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      } finally {
        end();
      }
    }

    private synchronized void take(List<String> words) {
      if (words.getFirst().equals("wrote")) {
        latest.put(words.get(1), Long.parseLong(words.get(2)));
        acknowledged++;
      } else {
        joined.add(Long.parseLong(words.get(1)) / 1000.0);
      }
      notifyAll();
    }

    private synchronized void end() {
      ended = true;
      notifyAll();
    }

    synchronized void awaitJoined(int times) throws InterruptedException {
      // The client waits for a minute only, for the service and then for the agents.
      while (joined.size() < times && !ended) {
        wait();
      }
      assertThat(joined).as("the client has ended").hasSize(times);
    }

    /** Waits until each dataset was written to: a check of none would say nothing. */
    synchronized void awaitWritten() throws InterruptedException {
      while (latest.size() < HOMES.size() && !ended) {
        wait();
      }
      assertThat(latest).as("the client has ended").hasSize(HOMES.size());
    }

    synchronized void check(JsonNode datasets) {
      for (JsonNode dataset : datasets) {
        JsonNode metadata = dataset.path("metadata");
        assertThat(metadata.path("other")).isEqualTo(metadata.path("one"));
        assertThat(metadata.path("one").asLong())
            .isGreaterThanOrEqualTo(latest.remove(dataset.path("dataset_id").asText()));
      }
      assertThat(latest).isEmpty();
    }
  }
}
