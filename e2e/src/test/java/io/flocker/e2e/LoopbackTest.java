package io.flocker.e2e;

import static io.flocker.e2e.lab.Clients.eventually;
import static io.flocker.e2e.lab.Clients.redis;
import static io.flocker.e2e.lab.Cluster.assertRunning;
import static io.flocker.e2e.lab.Cluster.placing;
import static org.assertj.core.api.Assertions.assertThat;

import io.flocker.e2e.lab.Backend;
import io.flocker.e2e.lab.Cluster;
import io.flocker.e2e.lab.Shell;
import org.junit.jupiter.api.Test;

/** Volumes in files with a filesystem of their own: they move while nobody uses them. */
class LoopbackTest {

  private static final String STORE =
      """
      version: 1
      applications:
        store:
          image: redis
          ports: [{internal: 6379, external: 6379}]
          volume: {mountpoint: /data, maximum_size: "128M"}
      """;

  private final Cluster cluster = Cluster.empty(Backend.LOOPBACK);

  @Test
  void aVolumeMovesWhileItIsNotInUseAsThePlanSays() {
    cluster.deploy(placing("store", "", ""), STORE).orFail();
    eventually().untilAsserted(() -> redis("10.77.0.1", 6379, "SET name kept"));
    Shell.Result plan = cluster.deploy(placing("", "store", ""), STORE, "--plan");
    assertThat(plan.orFail()).contains("copied while it does not run");
    cluster.deploy(placing("", "store", ""), STORE).orFail();
    assertRunning("", "store", "");
    eventually()
        .untilAsserted(() -> assertThat(redis("10.77.0.1", 6379, "GET name")).isEqualTo("kept"));
  }
}
