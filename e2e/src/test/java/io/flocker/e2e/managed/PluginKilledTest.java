package io.flocker.e2e.managed;

import static io.flocker.e2e.lab.Clients.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.flocker.e2e.lab.Backend;
import io.flocker.e2e.lab.Cluster;
import io.flocker.e2e.lab.Lab;
import io.flocker.e2e.lab.UsuallyOn;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/**
 * The agents are killed at random moments, again and again, while users of Docker work with
 * volumes. The environment variable {@code E2E_SEED} chooses the same moments again.
 */
@UsuallyOn(Backend.BTRFS)
class PluginKilledTest extends ManagedStory {

  private static final int USERS = 4;
  private static final int WRITTEN = 3;
  private static final int KILLED = 10;
  private static final Duration SHORTEST = Duration.ofSeconds(60);
  private static final Duration LONGEST = Duration.ofMinutes(10);
  private static final int LONGEST_PAUSE_MILLIS = 8_000;

  /** So many kills wait until the agent serves; one in as many finds it while it starts. */
  private static final int WAITS = 4;

  /** systemd starts the next one a second later; until then there is none to kill. */
  private static final String KILL =
      """
      pid=$(systemctl show -p MainPID --value flocker-agent) && [ "$pid" -gt 1 ] || exit 0
      kill -9 "$pid" && echo killed
      """;

  private final long seed =
      System.getenv("E2E_SEED") == null
          ? System.nanoTime()
          : Long.parseLong(System.getenv("E2E_SEED"));

  /** Of this cluster: the next one, on another filesystem, has none of their volumes. */
  private List<VolumeUser> users = List.of();

  @Test
  @Order(1)
  void eachContainerFindsWhatTheOnesBeforeHaveWritten() throws Exception {
    users = IntStream.range(0, USERS).mapToObj(n -> new VolumeUser("v" + n, seed + n)).toList();
    Instant begin = Instant.now();
    AtomicInteger killed = new AtomicInteger();
    BooleanSupplier ended =
        () -> {
          Duration time = Duration.between(begin, Instant.now());
          return time.compareTo(LONGEST) > 0
              || (time.compareTo(SHORTEST) > 0
                  && killed.get() > KILLED
                  && users.stream().allMatch(user -> user.written() >= WRITTEN));
        };
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<?>> working = new ArrayList<>();
      for (VolumeUser user : users) {
        working.add(
            threads.submit(() -> {
              while (!ended.getAsBoolean()) {
                user.act();
              }
            }));
      }
      for (int n = 0; n < Cluster.HOSTS.size(); n++) {
        String host = Cluster.HOSTS.get(n);
        Random moments = new Random(seed - 1 - n);
        working.add(
            threads.submit(() -> {
              kill(host, moments, ended, killed);
              return true;
            }));
      }
      for (Future<?> one : working) {
        one.get();
      }
    } finally {
      System.out.println("seed " + seed);
      for (VolumeUser user : users) {
        System.out.println(user);
        user.failures().forEach(failure -> System.out.println("  " + failure));
      }
    }
    System.out.println(killed + " agents were killed");
    assertThat(killed).hasValueGreaterThan(KILLED);
    assertThat(users).allMatch(user -> user.written() >= WRITTEN);
  }

  private void kill(String host, Random moments, BooleanSupplier ended, AtomicInteger killed)
      throws InterruptedException {
    while (!ended.getAsBoolean()) {
      if (moments.nextInt(WAITS) > 0) {
        eventually().atMost(LONGEST).until(() -> ended.getAsBoolean() || isJoined(host));
      }
      // The moment is random on purpose: nothing is waited for.
      Thread.sleep(moments.nextInt(LONGEST_PAUSE_MILLIS));
      killed.addAndGet(Lab.shell(host, KILL).orFail().isEmpty() ? 0 : 1);
    }
  }

  private boolean isJoined(String host) {
    for (JsonNode node : cluster().get("/state/nodes").orFail().body()) {
      if (node.path("uuid").asText().equals(cluster().node(host))) {
        return node.path("state").asText().equals("connected");
      }
    }
    return false;
  }

  @Test
  @Order(2)
  void noMountIsLeft() {
    eventually().atMost(LONGEST).until(() -> Cluster.HOSTS.stream().allMatch(this::isJoined));
    for (String host : Cluster.HOSTS) {
      assertThat(Docker.docker(host, "ps", "-aq").orFail()).isEmpty();
    }
    // What Docker has forgotten is looked for ten seconds and three minutes after a start.
    eventually()
        .atMost(LONGEST)
        .untilAsserted(
            () -> assertThat(cluster().get("/configuration/leases").orFail().body()).isEmpty());
  }

  @Test
  @Order(3)
  void noVolumeIsThereTwice() {
    List<String> names = new ArrayList<>();
    for (JsonNode dataset : cluster().get("/configuration/datasets").orFail().body()) {
      if (!dataset.has("trashed") && !dataset.path("deleted").asBoolean()) {
        names.add(dataset.path("metadata").path("name").asText());
      }
    }
    assertThat(names)
        .doesNotHaveDuplicates()
        .isSubsetOf(users.stream().map(VolumeUser::volume).toList());
    eventually()
        .untilAsserted(() -> {
          List<String> stated = new ArrayList<>();
          List<String> writable = new ArrayList<>();
          for (JsonNode state : cluster().get("/state/datasets").orFail().body()) {
            stated.add(state.path("dataset_id").asText());
          }
          for (String host : Cluster.HOSTS) {
            for (JsonNode volume : Cluster.report(host).path("volumes")) {
              if (volume.path("writable").asBoolean()) {
                writable.add(volume.path("record").path("dataset").asText());
              }
            }
          }
          assertThat(stated).doesNotHaveDuplicates();
          assertThat(writable).doesNotHaveDuplicates();
        });
  }

  @Test
  @Order(4)
  void eachVolumeCanBeUsedOnEachHost() {
    for (String host : Cluster.HOSTS) {
      users.forEach(user -> user.look(host));
    }
  }
}
