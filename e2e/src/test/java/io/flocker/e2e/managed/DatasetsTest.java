package io.flocker.e2e.managed;

import static org.assertj.core.api.Assertions.assertThat;

import io.flocker.e2e.lab.Backend;
import io.flocker.e2e.lab.Clients;
import io.flocker.e2e.lab.Cluster;
import io.flocker.e2e.lab.Lab;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Datasets by themselves, driven by REST alone. */
class DatasetsTest {

  @ParameterizedTest
  @EnumSource(names = {"BTRFS", "ZFS"})
  void aDatasetIsMadeMovedWithItsContentAndDeleted(Backend backend) {
    ManagedCluster cluster = ManagedCluster.start(backend);
    Clients.eventually().until(() -> cluster.get("/state/nodes").body().size() == 3);
    String dataset =
        cluster
            .post(
                "/configuration/datasets",
                "{\"primary\": \"%s\", \"maximum_size\": 134217728}".formatted(cluster.node("h2")))
            .orFail()
            .body()
            .path("dataset_id")
            .asText();
    String path = cluster.awaitMounted("h2", dataset);
    Lab.shell("h2", "echo kept > " + path + "/file && sync " + path).orFail();

    cluster
        .post(
            "/configuration/datasets/" + dataset,
            "{\"primary\": \"%s\"}".formatted(cluster.node("h3")))
        .orFail();
    String there = cluster.awaitMounted("h3", dataset);
    assertThat(Lab.on("h3", "cat", there + "/file").orFail().strip()).isEqualTo("kept");
    assertThat(ManagedCluster.path("h2", dataset)).isEmpty();

    cluster.delete("/configuration/datasets/" + dataset).orFail();
    Clients.eventually()
        .until(() ->
            Cluster.HOSTS.stream()
                .allMatch(host -> Cluster.report(host).path("volumes").isEmpty()));
  }
}
