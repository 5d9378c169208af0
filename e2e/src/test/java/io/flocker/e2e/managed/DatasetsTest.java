package io.flocker.e2e.managed;

import static io.flocker.e2e.lab.Clients.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.flocker.e2e.lab.Lab;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/** Datasets by themselves, driven by REST alone. */
class DatasetsTest extends ManagedStory {

  private String dataset = "";

  @Test
  @Order(1)
  void aDatasetIsMadeAndMounted() {
    dataset = cluster().createDataset("h2");
    String path = cluster().awaitMounted("h2", dataset);
    Lab.shell("h2", "echo kept > " + path + "/file && sync " + path).orFail();
    eventually()
        .untilAsserted(() -> {
          JsonNode all = cluster().get("/state/datasets").orFail().body();
          assertThat(all).hasSize(1);
          assertThat(all.get(0).path("primary").asText()).isEqualTo(cluster().node("h2"));
          assertThat(all.get(0).path("path").asText()).isEqualTo(path);
          assertThat(all.get(0).path("maximum_size").asLong()).isEqualTo(ManagedCluster.SIZE);
        });
  }

  @Test
  @Order(2)
  void itMovesWithItsContent() {
    cluster()
        .post(
            "/configuration/datasets/" + dataset,
            "{\"primary\": \"%s\"}".formatted(cluster().node("h3")))
        .orFail();
    String there = cluster().awaitMounted("h3", dataset);
    assertThat(Lab.on("h3", "cat", there + "/file").orFail().strip()).isEqualTo("kept");
    assertThat(ManagedCluster.path("h2", dataset)).isEmpty();
  }

  @Test
  @Order(3)
  void itIsDeletedEverywhere() {
    cluster().delete("/configuration/datasets/" + dataset).orFail();
    cluster().awaitNoVolumes();
  }
}
