package io.flocker.e2e.managed;

import static io.flocker.e2e.lab.Clients.eventually;
import static io.flocker.e2e.lab.Clients.redis;
import static io.flocker.e2e.lab.Cluster.assertRunning;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.flocker.e2e.lab.Backend;
import io.flocker.e2e.lab.Cluster;
import io.flocker.e2e.lab.Lab;
import io.flocker.e2e.lab.UsuallyOn;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/** Hosts h2 and h3 run an agent for datasets and one for containers each, h1 one for both. */
@UsuallyOn(Backend.ZFS)
class HalvesTest extends ManagedStory {

  private static final int PORT = 6379;
  private static final String DATASETS = "flocker-dataset-agent";
  private static final String CONTAINERS = "flocker-container-agent";

  private static final String WITHOUT_BOOT_MOUNT = "/etc/systemd/system/flocker-volumes.service.d";

  private String dataset = "";

  private static void awaitKept(String host) {
    eventually()
        .untilAsserted(
            () -> assertThat(redis(Lab.address(host), PORT, "GET name")).isEqualTo("kept"));
  }

  private JsonNode status(String what) {
    return cluster().get("/status/" + what).orFail().body();
  }

  private static String isActive(String host, String unit) {
    return Lab.shell(host, "systemctl is-active " + unit + " || true").orFail().strip();
  }

  @Test
  @Order(1)
  void theTwoHalvesTakeThePlaceOfTheAgent() {
    for (String host : new String[] {"h2", "h3"}) {
      ManagedCluster.systemctl(host, "-q", "disable", "flocker-agent");
      ManagedCluster.systemctl(host, "-q", "enable", DATASETS, CONTAINERS);
      ManagedCluster.systemctl(host, "start", DATASETS, CONTAINERS);
      assertThat(isActive(host, "flocker-agent")).isNotEqualTo("active");
    }
    cluster().awaitNodes();
    // Whoever begins a second one by hand is told, and nothing of it stays.
    Lab.shell("h2", "! timeout 120 flocker-agent > /tmp/second 2>&1").orFail();
    assertThat(Lab.on("h2", "cat", "/tmp/second").orFail())
        .contains("another agent works on the datasets of this node already");
  }

  @Test
  @Order(2)
  void aContainerRunsWithItsVolumeAndMovesBetweenTwoNodesOfHalves() {
    dataset = cluster().createDataset("h2");
    cluster().post("/configuration/containers", store("h2")).orFail();
    eventually().untilAsserted(() -> redis(Lab.address("h1"), PORT, "SET name kept"));
    cluster().moveContainer("store", "h3").orFail();
    eventually().untilAsserted(() -> assertRunning("", "", "store"));
    Cluster.HOSTS.forEach(HalvesTest::awaitKept);
    assertThat(ManagedCluster.path("h2", dataset)).isEmpty();
  }

  /** Docker never starts it by itself, so what starts it is the container agent. */
  private String store(String host) {
    return """
    {"node_uuid": "%s", "name": "store", "image": "redis",
     "ports": [{"internal": 6379, "external": %d}], "restart_policy": {"name": "never"},
     "volumes": [{"dataset_id": "%s", "mountpoint": "/data"}]}
    """
        .formatted(cluster().node(host), PORT, dataset);
  }

  @Test
  @Order(3)
  void itMovesToANodeWithOneAgentForBothAndBack() {
    cluster().moveContainer("store", "h1").orFail();
    eventually().untilAsserted(() -> assertRunning("store", "", ""));
    awaitKept("h3");
    cluster().moveContainer("store", "h2").orFail();
    eventually().untilAsserted(() -> assertRunning("", "store", ""));
    awaitKept("h1");
  }

  @Test
  @Order(4)
  void withoutTheContainerAgentTheContainerRunsOnWhereItIs() {
    String before = Cluster.container("h2", "store");
    ManagedCluster.systemctl("h2", "stop", CONTAINERS);
    cluster().moveContainer("store", "h3").orFail();
    eventually()
        .untilAsserted(() ->
            assertThat(status("datasets/" + dataset).toString())
                .contains("the container agent of this node does not answer"));
    assertThat(Cluster.container("h2", "store")).isEqualTo(before);
    awaitKept("h2");
    ManagedCluster.systemctl("h2", "start", CONTAINERS);
    eventually().untilAsserted(() -> assertRunning("", "", "store"));
    awaitKept("h2");
    cluster().moveContainer("store", "h2").orFail();
    eventually().untilAsserted(() -> assertRunning("", "store", ""));
    awaitKept("h3");
  }

  /** The original's acceptance tests call it a reboot with stale data. */
  @Test
  @Order(5)
  void afterARebootAContainerStartsOnlyOnceItsDatasetIsMounted() {
    String era = era();
    ManagedCluster.systemctl("h2", "-q", "disable", "--now", DATASETS);
    leaveUnmounted();
    Lab.cutPower("h2");
    Lab.boot("h2", backend);
    eventually().until(() -> !era().equals(era));
    eventually()
        .untilAsserted(() ->
            assertThat(status("containers/store").toString())
                .contains("the dataset agent does that"));
    assertThat(Cluster.running("h2")).isEmpty();
    assertThat(ManagedCluster.path("h2", dataset)).isEmpty();

    // The unit was a link, which went when it was disabled.
    ManagedCluster.systemctl(
        "h2", "-q", "enable", "--now", "/opt/flocker/systemd/" + DATASETS + ".service");
    cluster().awaitMounted("h2", dataset);
    eventually().untilAsserted(() -> assertRunning("", "store", ""));
    Cluster.HOSTS.forEach(HalvesTest::awaitKept);
    Lab.on("h2", "rm", "-r", WITHOUT_BOOT_MOUNT).orFail();
  }

  /** Nothing but the dataset agent makes the volume usable after the next boot. */
  private void leaveUnmounted() {
    Lab.shell(
            "h2",
            "mkdir -p %1$s && printf '[Unit]\\nConditionPathExists=/nowhere\\n' > %1$s/off.conf"
                .formatted(WITHOUT_BOOT_MOUNT))
        .orFail();
    if (backend == Backend.BTRFS) {
      // Its volumes are there with the disk; read-only, they are not usable.
      String path = ManagedCluster.path("h2", dataset);
      Lab.on("h2", "btrfs", "property", "set", "-ts", path, "ro", "true").orFail();
      Lab.on("h2", "btrfs", "filesystem", "sync", path).orFail();
    }
    Lab.on("h2", "sync", "-f", "/etc").orFail();
  }

  private String era() {
    return status("nodes/" + cluster().node("h2")).path("era").asText();
  }
}
