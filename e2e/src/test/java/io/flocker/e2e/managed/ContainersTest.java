package io.flocker.e2e.managed;

import static io.flocker.e2e.lab.Clients.eventually;
import static io.flocker.e2e.lab.Clients.redis;
import static io.flocker.e2e.lab.Cluster.assertRunning;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.flocker.e2e.lab.Cluster;
import io.flocker.e2e.lab.Lab;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/** A store in a container with its volume: it moves, is lost, its host loses power. */
class ContainersTest extends ManagedStory {

  private static final int PORT = 6379;

  private String dataset = "";

  private void awaitKept(String host) {
    eventually()
        .untilAsserted(
            () -> assertThat(redis(Lab.address(host), PORT, "GET name")).isEqualTo("kept"));
  }

  private String create(String name, String host, int port) {
    return """
    {"node_uuid": "%s", "name": "%s", "image": "redis",
     "ports": [{"internal": 6379, "external": %d}], "environment": {"COLOUR": "blue"},
     "restart_policy": {"name": "always"},
     "volumes": [{"dataset_id": "%s", "mountpoint": "/data"}]}
    """
        .formatted(cluster().node(host), name, port, dataset);
  }

  @Test
  @Order(1)
  void aContainerRunsWithItsVolumeAndIsReachedThroughEveryNode() {
    dataset = cluster().createDataset("h2");
    cluster().post("/configuration/containers", create("store", "h2", PORT)).orFail();
    eventually().untilAsserted(() -> redis(Lab.address("h1"), PORT, "SET name kept"));
    Cluster.HOSTS.forEach(this::awaitKept);
    assertThat(Cluster.inside("h2", "store", "echo $COLOUR").orFail().strip()).isEqualTo("blue");
    eventually()
        .untilAsserted(() -> {
          JsonNode containers = cluster().get("/state/containers").orFail().body();
          assertThat(containers).hasSize(1);
          assertThat(containers.get(0).path("running").asBoolean()).isTrue();
          assertThat(containers.get(0).path("node_uuid").asText()).isEqualTo(cluster().node("h2"));
        });
    eventually()
        .untilAsserted(() -> assertThat(cluster().phase("containers/store")).isEqualTo("settled"));
  }

  @Test
  @Order(2)
  void itMovesWithItsData() {
    cluster().moveContainer("store", "h3").orFail();
    eventually().untilAsserted(() -> assertRunning("", "", "store"));
    Cluster.HOSTS.forEach(this::awaitKept);
    assertThat(ManagedCluster.path("h2", dataset)).isEmpty();
  }

  @Test
  @Order(3)
  void aContainerThatSomebodyRemovedIsBackAtOnce() {
    String before = Cluster.container("h3", "store");
    Lab.on("h3", "docker", "rm", "-f", "flocker--store").orFail();
    awaitKept("h3");
    assertThat(Cluster.container("h3", "store")).isNotEqualTo(before);
  }

  @Test
  @Order(4)
  void whileTheControlServiceIsAwayAgentsGoOnEvenIfTheyBeginAnew() {
    ManagedCluster.systemctl("h1", "stop", "flocker-control");
    ManagedCluster.systemctl("h3", "restart", "flocker-agent");
    Lab.on("h3", "docker", "rm", "-f", "flocker--store").orFail();
    awaitKept("h1");
    ManagedCluster.systemctl("h1", "start", "flocker-control");
    cluster().awaitNodes();
    cluster().moveContainer("store", "h2").orFail();
    eventually().untilAsserted(() -> assertRunning("", "store", ""));
    awaitKept("h3");
  }

  @Test
  @Order(5)
  void agentsThatAreKilledComeBackAndTouchNoContainer() {
    String before = Cluster.container("h2", "store");
    String nodes = cluster().get("/status/nodes").orFail().body().toString();
    Cluster.HOSTS.parallelStream()
        .forEach(
            host -> Lab.shell(host, "kill -9 $(systemctl show -P MainPID flocker-agent)").orFail());
    eventually()
        .until(() -> !cluster().get("/status/nodes").orFail().body().toString().equals(nodes));
    cluster().awaitNodes();
    eventually()
        .untilAsserted(() -> assertThat(cluster().phase("containers/store")).isEqualTo("settled"));
    assertThat(Cluster.container("h2", "store")).isEqualTo(before);
    awaitKept("h1");
  }

  @Test
  @Order(6)
  void aNodeThatLosesItsPowerComesBackWithItsData() {
    String before = era("h2");
    Lab.cutPower("h2");
    Lab.boot("h2", backend);
    eventually().until(() -> !era("h2").equals(before));
    cluster().awaitNodes();
    awaitKept("h2");
    awaitKept("h1");
  }

  private String era(String host) {
    return cluster()
        .get("/status/nodes/" + cluster().node(host))
        .orFail()
        .body()
        .path("era")
        .asText();
  }

  @Test
  @Order(7)
  void aLeaseKeepsItWhereItIsUntilItIsReleased() {
    cluster()
        .post(
            "/configuration/leases",
            "{\"dataset_id\": \"%s\", \"node_uuid\": \"%s\", \"expires\": null}"
                .formatted(dataset, cluster().node("h2")))
        .orFail();
    ManagedCluster.Answer refused = cluster().moveContainer("store", "h1");
    assertThat(refused.status()).isEqualTo(409);
    assertThat(refused.body().path("description").asText()).contains(cluster().node("h2"));
    cluster().delete("/configuration/leases/" + dataset).orFail();
    cluster().moveContainer("store", "h1").orFail();
    eventually().untilAsserted(() -> assertRunning("store", "", ""));
    awaitKept("h2");
  }

  @Test
  @Order(8)
  void itsVolumeOutlivesItAndServesAnotherOne() {
    cluster().delete("/configuration/containers/store").orFail();
    eventually().untilAsserted(() -> assertRunning("", "", ""));
    cluster().post("/configuration/containers", create("other", "h1", PORT + 1)).orFail();
    eventually()
        .untilAsserted(
            () -> assertThat(redis(Lab.address("h3"), PORT + 1, "GET name")).isEqualTo("kept"));
    cluster().delete("/configuration/containers/other").orFail();
    cluster().delete("/configuration/datasets/" + dataset).orFail();
    cluster().awaitNoVolumes();
  }
}
