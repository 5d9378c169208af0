package io.flocker.e2e;

import static io.flocker.e2e.lab.Clients.eventually;
import static io.flocker.e2e.lab.Clients.redis;
import static io.flocker.e2e.lab.Cluster.assertRunning;
import static io.flocker.e2e.lab.Cluster.placing;
import static org.assertj.core.api.Assertions.assertThat;

import io.flocker.e2e.lab.Cluster;
import io.flocker.e2e.lab.EveryBackendStory;
import io.flocker.e2e.lab.Lab;
import io.flocker.e2e.lab.Shell;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/** Q1 to Q4 of the original: the limit of a volume. */
class QuotaTest extends EveryBackendStory {

  private static final String STORE =
      """
      version: 1
      applications:
        store:
          image: redis
          ports: [{internal: 6379, external: 6379}]
          volume: {mountpoint: /data%s}
      """;
  private static final String UNLIMITED = STORE.formatted("");

  private static String limited(String size) {
    return STORE.formatted(", maximum_size: \"" + size + "\"");
  }

  private static void assertLimit(String host, long bytes) {
    assertThat(Lab.on(host, "flocker-reportstate").orFail())
        .containsPattern("maximum_size: '?\"?" + bytes + "['\"]?\n");
  }

  @Test
  @Order(1)
  void aLimitIsAddedWhenTheVolumeMoves() {
    cluster().deploy(placing("store", "", ""), UNLIMITED).orFail();
    assertThat(Lab.on("h1", "flocker-reportstate").orFail()).doesNotContain("maximum_size");
    eventually().untilAsserted(() -> redis("10.77.0.1", 6379, "SET name kept"));
    cluster().deploy(placing("", "store", ""), limited("100M")).orFail();
    assertRunning("", "store", "");
    assertLimit("h2", 104_857_600);
  }

  @Test
  @Order(2)
  void aLimitGoesAlongWhenTheVolumeMoves() {
    cluster().deploy(placing("store", "", ""), limited("104857600")).orFail();
    assertRunning("store", "", "");
    assertLimit("h1", 104_857_600);
    eventually()
        .untilAsserted(() -> assertThat(redis("10.77.0.2", 6379, "GET name")).isEqualTo("kept"));
  }

  @Test
  @Order(3)
  void aVolumeTakesNoMoreThanItsLimit() {
    String container = Cluster.container("h1", "store");
    cluster().deploy(placing("store", "", ""), limited("64M")).orFail();
    assertLimit("h1", 67_108_864);
    Shell.Result result =
        Cluster.inside("h1", "store", "dd if=/dev/urandom of=/data/much bs=1M count=80 && sync");
    assertThat(result.status()).as("%s", result).isNotZero();
    assertThat(result.errors()).containsAnyOf("quota exceeded", "No space left");
    Cluster.inside("h1", "store", "rm -f /data/much").orFail();
    assertThat(Cluster.container("h1", "store")).isEqualTo(container);
  }

  @Test
  @Order(4)
  void aLimitThatIsTooSmallIsRefusedAndNothingStarts() {
    String tiny = limited("10").replace("store:", "tiny:").replace("6379}", "6380}");
    Shell.Result result = cluster().deploy(placing("", "tiny", ""), tiny);
    assertThat(result.status()).as("%s", result).isEqualTo(1);
    assertThat(result.errors()).contains("ERROR: ");
    assertRunning("", "", "");
    assertThat(Cluster.report("h2").path("volumes"))
        .noneMatch(volume -> volume.path("writable").asBoolean());
  }
}
