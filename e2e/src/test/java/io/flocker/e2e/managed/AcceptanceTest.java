package io.flocker.e2e.managed;

import static io.flocker.e2e.lab.Clients.eventually;
import static io.flocker.e2e.lab.Clients.postgres;
import static io.flocker.e2e.lab.Clients.redis;
import static io.flocker.e2e.lab.Cluster.assertRunning;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.flocker.e2e.lab.Backend;
import io.flocker.e2e.lab.Cluster;
import io.flocker.e2e.lab.Lab;
import io.flocker.e2e.lab.Shell;
import io.flocker.e2e.lab.UsuallyOn;
import java.util.List;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/**
 * Scenarios of the original's acceptance suite that {@link DatasetsTest} and {@link ContainersTest}
 * do not play; docs/acceptance.md says which is where.
 */
@UsuallyOn(Backend.BTRFS)
class AcceptanceTest extends ManagedStory {

  private String dataset = "";

  private String container(String name, String image, int internal, int external, String path) {
    return """
    {"node_uuid": "%s", "name": "%s", "image": "%s",
     "ports": [{"internal": %d, "external": %d}], "restart_policy": {"name": "always"},
     "volumes": [{"dataset_id": "%s", "mountpoint": "%s"}]}
    """
        .formatted(cluster().node("h2"), name, image, internal, external, dataset, path);
  }

  private void create(String container) {
    cluster().post("/configuration/containers", container).orFail();
  }

  private void remove(String name) {
    cluster().delete("/configuration/containers/" + name).orFail();
    eventually().untilAsserted(() -> assertRunning("", "", ""));
  }

  @Test
  @Order(1)
  void aDatasetKeepsTheMetadataThatItWasMadeWith() {
    dataset =
        cluster()
            .post(
                "/configuration/datasets",
                "{\"primary\": \"%s\", \"maximum_size\": %d, \"metadata\": {\"name\": \"apples\"}}"
                    .formatted(cluster().node("h2"), ManagedCluster.SIZE))
            .orFail()
            .body()
            .path("dataset_id")
            .asText();
    cluster().awaitMounted("h2", dataset);
    assertThat(cluster().get("/configuration/datasets").body().toString()).contains("apples");
  }

  @Test
  @Order(2)
  void aDatabaseFindsItsRowsInANewContainerAtAnotherPort() {
    create(container("first", "postgres", 5432, 5432, "/data"));
    for (String host : List.of("h1", "h3")) {
      eventually().untilAsserted(() -> postgres(Lab.address(host), 5432, "select 1"));
    }
    postgres(Lab.address("h1"), 5432, "create table people (name text)");
    postgres(Lab.address("h3"), 5432, "insert into people values ('Ada')");
    remove("first");
    create(container("second", "postgres", 5432, 5433, "/data"));
    eventually()
        .untilAsserted(() ->
            assertThat(postgres(Lab.address("h1"), 5433, "select name from people"))
                .isEqualTo("Ada"));
    remove("second");
  }

  @Test
  @Order(3)
  void aContainerWhoseProcessEndsIsServedByAnotherProcess() {
    create(container("store", "redis", 6379, 6379, "/data"));
    eventually().untilAsserted(() -> redis(Lab.address("h1"), 6379, "SET name kept"));
    String before = Cluster.container("h2", "store");
    // The shell may end with it, before it can say how it went.
    Shell.Result _ = Cluster.inside("h2", "store", "kill 1");
    // It answers until it has written its data.
    eventually()
        .untilAsserted(() -> assertThat(Cluster.container("h2", "store")).isNotEqualTo(before));
    eventually()
        .untilAsserted(
            () -> assertThat(redis(Lab.address("h1"), 6379, "GET name")).isEqualTo("kept"));
  }

  @Test
  @Order(4)
  void aDatasetInUseIsNotDeletedAndALeasedOneIsNot() {
    ManagedCluster.Answer used = cluster().delete("/configuration/datasets/" + dataset);
    assertThat(used.status()).isEqualTo(409);
    assertThat(used.body().toString()).contains("store");
    remove("store");
    cluster()
        .post(
            "/configuration/leases",
            "{\"dataset_id\": \"%s\", \"node_uuid\": \"%s\", \"expires\": null}"
                .formatted(dataset, cluster().node("h2")))
        .orFail();
    ManagedCluster.Answer leased = cluster().delete("/configuration/datasets/" + dataset);
    assertThat(leased.status()).isEqualTo(409);
    assertThat(leased.body().path("description").asText()).contains(cluster().node("h2"));
    cluster().delete("/configuration/leases/" + dataset).orFail();
    cluster().delete("/configuration/datasets/" + dataset).orFail();
    cluster().awaitNoVolumes();
  }

  @Test
  @Order(5)
  void aVolumeThatWasThereBeforeIsUsedAndNoOtherIsMadeAndNothingHappensToItWhileItIsInUse() {
    dataset = "d0000000-0000-4000-8000-000000000007";
    String application =
        """
        version: 1
        applications:
          before:
            image: redis
            volume: {mountpoint: /data, dataset_id: %s}
        """
            .formatted(dataset);
    Cluster.overSsh().deploy(Cluster.placing("", "before", ""), application).orFail();
    Cluster.inside("h2", "before", "echo before > /data/file").orFail();
    String before = Cluster.container("h2", "before");
    cluster()
        .post(
            "/configuration/datasets",
            "{\"dataset_id\": \"%s\", \"primary\": \"%s\"}"
                .formatted(dataset, cluster().node("h3")))
        .orFail();
    eventually()
        .untilAsserted(() ->
            assertThat(cluster().get("/status/datasets/" + dataset).body().toString())
                .contains("container before uses it on this node"));
    assertThat(Cluster.container("h2", "before")).isEqualTo(before);

    Lab.on("h2", "docker", "rm", "-f", "flocker--before").orFail();
    String path = cluster().awaitMounted("h3", dataset);
    assertThat(Lab.on("h3", "cat", path + "/file").orFail().strip()).isEqualTo("before");
    assertThat(ManagedCluster.path("h2", dataset)).isEmpty();
  }

  @Test
  @Order(6)
  void aUserWhoIsNotRootWritesToTheVolume() {
    String application =
        """
        services:
          plain:
            image: busybox
            user: "1000"
            command: ["sh", "-c", "id -u > /data/who; sleep 1000"]
            volumes: ["plain:/data"]
        volumes: {plain: }
        """;
    cluster().deploy(Cluster.placing("plain", "", ""), application).orFail();
    eventually()
        .untilAsserted(() ->
            assertThat(Cluster.inside("h1", "plain", "cat /data/who").orFail().strip())
                .isEqualTo("1000"));
    cluster().deploy(Cluster.placing("", "", ""), "version: 1\napplications: {}\n").orFail();
  }

  @Test
  @Order(7)
  void aHostTellsInAnArchiveHowItIs() {
    String members =
        Lab.shell("h1", "cd /tmp && file=$(flocker-diagnostics) && tar -tf $file && rm $file")
            .orFail();
    assertThat(members)
        .contains("/agent.yml", "/journal", "/service-status", "/docker-info", "/os-release")
        .doesNotContain(".key");
  }

  @Test
  @Order(8)
  void aNodeOnWhichNothingIsWantedLeaves() {
    String leaving = "/configuration/nodes/" + cluster().node("h3");
    ManagedCluster.Answer refused = cluster().delete(leaving);
    assertThat(refused.status()).isEqualTo(409);
    assertThat(refused.body().path("description").asText()).contains(dataset);

    cluster().delete("/configuration/datasets/" + dataset).orFail();
    eventually()
        .untilAsserted(() ->
            assertThat(cluster().get("/state/datasets").body().toString()).doesNotContain(dataset));
    cluster().delete(leaving).orFail();

    JsonNode node = cluster().get("/status/nodes/" + cluster().node("h3")).orFail().body();
    assertThat(node.path("state").asText()).isEqualTo("decommissioned");
    eventually()
        .untilAsserted(() ->
            assertThat(Lab.on("h3", "journalctl", "-q", "-u", "flocker-agent").orFail())
                .contains("refused: "));
  }
}
