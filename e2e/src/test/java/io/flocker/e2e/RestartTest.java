package io.flocker.e2e;

import static io.flocker.e2e.lab.Clients.eventually;
import static io.flocker.e2e.lab.Clients.redis;
import static io.flocker.e2e.lab.Cluster.assertRunning;
import static io.flocker.e2e.lab.Cluster.inspect;
import static io.flocker.e2e.lab.Cluster.placing;
import static org.assertj.core.api.Assertions.assertThat;

import io.flocker.e2e.lab.Cluster;
import io.flocker.e2e.lab.EveryBackendStory;
import io.flocker.e2e.lab.Lab;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/** R1 to R3 of the original: containers that stop, change or fail. */
class RestartTest extends EveryBackendStory {

  private static final String STORE =
      """
      services:
        store:
          image: redis
          ports: ["6379:6379"]
          volumes: ["store:/data"]
      volumes: {store: }
      """;
  private static final String FAILING =
      """
      services:
        never: {image: busybox, command: [sh, -c, "exit 3"]}
        twice: {image: busybox, command: [sh, -c, "exit 3"], restart: "on-failure:2"}
        always: {image: busybox, command: [sh, -c, "exit 3"], restart: always}
      """;

  @Test
  @Order(1)
  void aContainerThatWasStoppedRunsAgainAfterADeployment() {
    cluster().deploy(placing("store", "", ""), STORE).orFail();
    eventually().untilAsserted(() -> redis("10.77.0.1", 6379, "SET name kept"));
    Lab.on("h1", "docker", "stop", "flocker--store").orFail();
    assertRunning("", "", "");
    cluster().deploy(placing("store", "", ""), STORE).orFail();
    assertRunning("store", "", "");
    eventually()
        .untilAsserted(() -> assertThat(redis("10.77.0.1", 6379, "GET name")).isEqualTo("kept"));
  }

  @Test
  @Order(2)
  void aContainerThatWasRemovedIsMadeAgainOnItsVolume() {
    Lab.on("h1", "docker", "rm", "-f", "flocker--store").orFail();
    cluster().deploy(placing("store", "", ""), STORE).orFail();
    eventually()
        .untilAsserted(() -> assertThat(redis("10.77.0.1", 6379, "GET name")).isEqualTo("kept"));
  }

  @Test
  @Order(3)
  void anotherImageTakesOverTheSameVolume() {
    Lab.on("h1", "docker", "tag", "redis:latest", "redis:other").orFail();
    String before = Cluster.container("h1", "store");
    cluster()
        .deploy(placing("store", "", ""), STORE.replace("image: redis", "image: redis:other"))
        .orFail();
    assertThat(Cluster.container("h1", "store")).isNotEqualTo(before);
    assertThat(inspect("h1", "store", "{{.Config.Image}}")).isEqualTo("redis:other");
    eventually()
        .untilAsserted(() -> assertThat(redis("10.77.0.1", 6379, "GET name")).isEqualTo("kept"));
    assertThat(Cluster.report("h1").path("volumes")).hasSize(1);
  }

  @Test
  @Order(4)
  void aContainerThatFailsIsRestartedAsItsPolicySays() {
    cluster().deploy(placing("never, twice, always", "", ""), FAILING).orFail();
    String state = "{{.State.Status}} {{.State.ExitCode}} {{.RestartCount}}";
    eventually()
        .untilAsserted(() -> assertThat(inspect("h1", "twice", state)).isEqualTo("exited 3 2"));
    eventually().until(() -> Integer.parseInt(inspect("h1", "always", "{{.RestartCount}}")) > 2);
    eventually()
        .untilAsserted(() -> assertThat(inspect("h1", "never", state)).isEqualTo("exited 3 0"));
  }
}
