package io.flocker.e2e;

import static io.flocker.e2e.lab.Clients.eventually;
import static io.flocker.e2e.lab.Clients.redis;
import static io.flocker.e2e.lab.Cluster.assertRunning;
import static io.flocker.e2e.lab.Cluster.placing;
import static org.assertj.core.api.Assertions.assertThat;

import io.flocker.e2e.lab.Backend;
import io.flocker.e2e.lab.Cluster;
import io.flocker.e2e.lab.Events;
import io.flocker.e2e.lab.Lab;
import io.flocker.e2e.lab.ProcessWatch;
import io.flocker.e2e.lab.Shell;
import io.flocker.e2e.lab.Story;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/** What a deployment shows: its plan, its events for programs, and never a secret. */
@Story
class PlanAndSecretsTest {

  private static final String SECRET = "secret-" + UUID.randomUUID();
  private static final String STORE =
      """
      version: 1
      applications:
        store:
          image: redis
          ports: [{internal: 6379, external: 6379}]
          volume: {mountpoint: /data}
          environment: {PASSWORD: "%s"}
      """
          .formatted(SECRET);

  private final Cluster cluster = Cluster.empty(Backend.BTRFS);

  /** All that a deployment could change on the hosts. */
  private static List<String> everything() {
    String look =
        "flocker-reportstate --json; docker ps -aq --no-trunc; iptables-save | grep -v '^[:#]';"
            + " find /etc/flocker /btrfs /var/lib/flocker -printf '%p %T@\\n' | sort";
    return Cluster.HOSTS.parallelStream().map(host -> Lab.shell(host, look).orFail()).toList();
  }

  private static String planned(Shell.Result result) {
    assertThat(result.orFail()).contains("store");
    return result.output();
  }

  @Test
  @Order(1)
  void aPlanOfABeginningChangesNothing() {
    // Who each node is, and its key, are made when it is first asked, and stay.
    cluster.deploy(placing("", "", ""), "version: 1\napplications: {}\n").orFail();
    List<String> before = everything();
    assertThat(planned(cluster.deploy(placing("store", "", ""), STORE, "--plan")))
        .contains("10.77.0.1");
    assertThat(everything()).isEqualTo(before);
  }

  @Test
  @Order(2)
  void aSecretIsInNoProcessListAndNoOutputAndNoLog() {
    String output;
    try (ProcessWatch watch = ProcessWatch.begin(SECRET)) {
      Shell.Result result = cluster.deploy(placing("store", "", ""), STORE, "--json");
      output = result.orFail() + result.errors();
      assertThat(watch.samples()).isGreaterThan(5);
      assertThat(watch.sightings()).isEmpty();
    }
    assertRunning("store", "", "");
    assertThat(Cluster.inside("h1", "store", "echo $PASSWORD").orFail().strip()).isEqualTo(SECRET);
    assertThat(output).doesNotContain(SECRET);
    for (String host : Cluster.HOSTS) {
      assertThat(Lab.on(host, "flocker-reportstate").orFail()).doesNotContain(SECRET);
      String logs = "(journalctl --no-pager; grep -r ^ /var/log /etc/flocker) | grep -ac ";
      assertThat(Lab.shell(host, logs + SECRET).output().strip()).isEqualTo("0");
    }
  }

  @Test
  @Order(3)
  void aPlanOfAMoveChangesNothing() {
    eventually().untilAsserted(() -> redis("10.77.0.2", 6379, "SET name kept"));
    List<String> before = everything();
    assertThat(planned(cluster.deploy(placing("", "store", ""), STORE, "--plan")))
        .contains("10.77.0.2");
    assertThat(everything()).isEqualTo(before);
    assertRunning("store", "", "");
  }

  @Test
  @Order(4)
  void forProgramsADeploymentSaysOneObjectALine() {
    Shell.Result result = cluster.deploy(placing("", "store", ""), STORE, "--json");
    Events events = Events.of(result.orFail());
    assertThat(events.names()).startsWith("plan").contains("progress").endsWith("ended");
    assertThat(events.lines().getLast().path("reached").asBoolean()).isTrue();
    assertThat(events.bytesSent()).isPositive();
    assertThat(result.errors()).isEmpty();
    assertThat(result.output()).doesNotContain(SECRET);
  }

  @Test
  @Order(5)
  void forProgramsAFailureIsAnObjectToo() {
    String missing = STORE.replace("image: redis", "image: no-such-image");
    Shell.Result result = cluster.deploy(placing("", "store", ""), missing, "--json");
    assertThat(result.status()).isEqualTo(1);
    Events events = Events.of(result.output());
    assertThat(events.lines().getLast().path("reached").asBoolean()).isFalse();
    assertThat(events.lines().getLast().path("problems").toString()).contains("no-such-image");
  }
}
