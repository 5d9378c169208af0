package io.flocker.e2e.managed;

import static io.flocker.e2e.lab.Clients.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.flocker.e2e.lab.Lab;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/**
 * A snapshot is kept where it was taken, whatever becomes of the dataset; clones are of their own.
 */
class SnapshotsTest extends ManagedStory {

  private String dataset = "";
  private String clone = "";

  private static void write(String host, String path, String text) {
    Lab.shell(host, "echo " + text + " > " + path + "/file && sync " + path + "/file").orFail();
  }

  private static String read(String host, String path) {
    return Lab.on(host, "cat", path + "/file").orFail().strip();
  }

  private JsonNode snapshots() {
    return cluster().get("/status/datasets/" + dataset).orFail().body().path("snapshots");
  }

  private void move(String id, String host) {
    cluster()
        .post(
            "/configuration/datasets/" + id,
            "{\"primary\": \"%s\"}".formatted(cluster().node(host)))
        .orFail();
  }

  private String clone(String from) {
    return cluster()
        .post(
            "/configuration/datasets",
            "{\"primary\": \"%s\", \"from\": %s}".formatted(cluster().node("h2"), from))
        .orFail()
        .body()
        .path("dataset_id")
        .asText();
  }

  @Test
  @Order(1)
  void aCloneHasWhatTheSnapshotHas() {
    dataset = cluster().createDataset("h2");
    String path = cluster().awaitMounted("h2", dataset);
    write("h2", path, "before");
    cluster()
        .post("/configuration/datasets/" + dataset + "/snapshots", "{\"name\": \"daily\"}")
        .orFail();
    eventually()
        .untilAsserted(
            () -> assertThat(snapshots().path(0).path("state").asText()).isEqualTo("taken"));
    write("h2", path, "after");

    clone = clone("{\"dataset_id\": \"%s\", \"snapshot\": \"daily\"}".formatted(dataset));

    assertThat(read("h2", cluster().awaitMounted("h2", clone))).isEqualTo("before");
    assertThat(read("h2", path)).isEqualTo("after");
  }

  @Test
  @Order(2)
  void aCloneWithoutASnapshotHasWhatThereIsNow() {
    String now = clone("{\"dataset_id\": \"%s\"}".formatted(dataset));
    String path = cluster().awaitMounted("h2", now);
    assertThat(read("h2", path)).isEqualTo("after");
    write("h2", path, "other");
    assertThat(read("h2", ManagedCluster.path("h2", dataset))).isEqualTo("after");
    cluster().delete("/configuration/datasets/" + now).orFail();
  }

  @Test
  @Order(3)
  void theDatasetMovesAndComesBackAndTheSnapshotStaysWhereItWasTaken() {
    move(dataset, "h3");
    String there = cluster().awaitMounted("h3", dataset);
    assertThat(read("h3", there)).isEqualTo("after");
    assertThat(snapshots().path(0).path("held").path(0).path("node_uuid").asText())
        .isEqualTo(cluster().node("h2"));
    write("h3", there, "later");

    move(dataset, "h2");

    assertThat(read("h2", cluster().awaitMounted("h2", dataset))).isEqualTo("later");
    assertThat(snapshots().path(0).path("state").asText()).isEqualTo("taken");
    assertThat(read("h2", ManagedCluster.path("h2", clone))).isEqualTo("before");
  }

  @Test
  @Order(4)
  void aCloneMovesLikeAnyOtherDataset() {
    move(clone, "h1");
    assertThat(read("h1", cluster().awaitMounted("h1", clone))).isEqualTo("before");
  }

  @Test
  @Order(5)
  void aDeletedSnapshotGoesAndTheRestStays() {
    cluster().delete("/configuration/datasets/" + dataset + "/snapshots/daily").orFail();
    eventually().untilAsserted(() -> assertThat(snapshots()).isEmpty());
    assertThat(read("h1", ManagedCluster.path("h1", clone))).isEqualTo("before");
    assertThat(read("h2", ManagedCluster.path("h2", dataset))).isEqualTo("later");
  }

  @Test
  @Order(6)
  void nothingIsLeftOfDeletedDatasets() {
    cluster().delete("/configuration/datasets/" + dataset).orFail();
    cluster().delete("/configuration/datasets/" + clone).orFail();
    cluster().awaitNoVolumes();
  }
}
