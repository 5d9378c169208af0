package io.flocker.e2e;

import static io.flocker.e2e.lab.Clients.connects;
import static io.flocker.e2e.lab.Clients.eventually;
import static io.flocker.e2e.lab.Clients.redis;
import static io.flocker.e2e.lab.Cluster.assertRunning;
import static io.flocker.e2e.lab.Cluster.placing;
import static io.flocker.e2e.lab.Cluster.report;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.flocker.e2e.lab.Cluster;
import io.flocker.e2e.lab.EveryBackendStory;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/** L1 to L3 of the original: what leaves a deployment, and two volumes that change places. */
class LifecycleTest extends EveryBackendStory {

  private static final String N1 = "10.77.0.1";
  private static final String N2 = "10.77.0.2";
  private static final String N3 = "10.77.0.3";
  private static final String APPLICATIONS =
      """
      services:
        left: {image: redis, ports: ["6001:6379"], volumes: ["left:/data"]}
        right: {image: redis, ports: ["6002:6379"], volumes: ["right:/data"]}
      volumes: {left: , right: }
      """;

  private static void assertHas(String address, int port, String name) {
    eventually().untilAsserted(() -> assertThat(redis(address, port, "GET name")).isEqualTo(name));
  }

  @Test
  @Order(1)
  void twoVolumesChangePlacesInOneDeployment() {
    cluster().deploy(placing("left", "right", ""), APPLICATIONS).orFail();
    eventually().untilAsserted(() -> redis(N1, 6001, "SET name left"));
    eventually().untilAsserted(() -> redis(N2, 6002, "SET name right"));
    cluster().deploy(placing("right", "left", ""), APPLICATIONS).orFail();
    assertRunning("right", "left", "");
    assertHas(N2, 6001, "left");
    assertHas(N1, 6002, "right");
    assertHas(N3, 6001, "left");
  }

  @Test
  @Order(2)
  void aNodeThatTheDeploymentDoesNotListIsLeftAlone() {
    String container = Cluster.container("h2", "left");
    cluster().deploy(Cluster.nodes(N1, "", N3, ""), APPLICATIONS).orFail();
    assertRunning("", "left", "");
    assertThat(Cluster.container("h2", "left")).isEqualTo(container);
    assertHas(N2, 6001, "left");
  }

  @Test
  @Order(3)
  void anApplicationThatIsRemovedLeavesItsDataAndNothingElse() {
    cluster().deploy(placing("", "", ""), APPLICATIONS).orFail();
    assertRunning("", "", "");
    for (String host : Cluster.HOSTS) {
      JsonNode report = report(host);
      assertThat(report.path("containers")).isEmpty();
      assertThat(report.path("routes")).isEmpty();
      assertThat(report.path("openPorts")).isEmpty();
    }
    assertThat(report("h2").path("volumes")).hasSize(2);
    assertThat(connects(N1, 6001)).isFalse();
    assertThat(connects(N2, 6001)).isFalse();
  }

  @Test
  @Order(4)
  void anApplicationThatComesBackFindsItsData() {
    cluster().deploy(placing("left", "", "right"), APPLICATIONS).orFail();
    assertRunning("left", "", "right");
    assertHas(N2, 6001, "left");
    assertHas(N2, 6002, "right");
  }
}
