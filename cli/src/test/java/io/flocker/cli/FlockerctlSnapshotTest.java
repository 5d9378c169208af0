package io.flocker.cli;

import static io.flocker.cli.TestControl.A;
import static io.flocker.cli.TestControl.B;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.flocker.cli.TestControl.Agent;
import io.flocker.cli.TestControl.Result;
import io.flocker.control.model.Command;
import io.flocker.core.model.DatasetId;
import io.flocker.core.model.Size;
import io.flocker.core.problem.Problem;
import io.flocker.wire.Phase;
import io.flocker.wire.UnitStatus;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FlockerctlSnapshotTest {

  private static final DatasetId D = DatasetId.parse("d0000000-0000-4000-8000-000000000001");

  @TempDir private Path folder;
  private TestControl control;
  private Agent a;

  @BeforeEach
  void start() throws IOException {
    control = new TestControl(folder);
    a = control.join(A, "10.0.0.1");
    control.join(B, "10.0.0.2");
    control.create(D, A, "apples");
    a.owns(D, 1, Optional.empty());
  }

  @AfterEach
  void stop() {
    control.close();
  }

  private Result done(Object... arguments) {
    Result result = control.ctl(arguments);
    assertThat(result.status()).as(result.err()).isZero();
    assertThat(result.err()).isEmpty();
    return result;
  }

  private Result fails(Object... arguments) {
    Result result = control.ctl(arguments);
    assertThat(result.status()).as(result.out()).isEqualTo(1);
    assertThat(result.err()).contains("ERROR: ");
    return result;
  }

  @Test
  void a_snapshot_is_asked_for_listed_and_destroyed() throws IOException {
    assertThat(done("snapshot", "create", "-d", "apples", "-n", "daily").out())
        .contains("asked for snapshot daily of dataset " + D);
    assertThat(done("snapshot", "list", "-d", "apples").out())
        .isEqualTo(
            """
            SNAPSHOT   STATE     TAKEN   SIZE   SERVER
            daily      pending
            """);
    a.holds(D, 1, Optional.empty());
    assertThat(done("snapshot", "ls", "-d", "apples").out())
        .isEqualTo(
            """
            SNAPSHOT   STATE   TAKEN                  SIZE    SERVER
            daily      taken   2026-03-01T12:00:00Z   1.00G   aaaaaaaa
            """);
    JsonNode json =
        new ObjectMapper().readTree(done("snapshot", "list", "-d", "apples", "-o", "json").out());
    assertThat(json.path(0).path("held").path(0).path("node_uuid").asText())
        .isEqualTo(A.toString());

    done("snapshot", "destroy", "-d", "apples", "-n", "daily");
    assertThat(done("snapshot", "list", "-d", "apples", "-o", "wide").out())
        .contains("deleting")
        .contains("has still to remove it");
    a.holds(D, 1, Optional.empty());
    assertThat(done("snapshot", "list", "-d", "apples").out().lines()).hasSize(1);
  }

  @Test
  void who_waits_hears_when_it_is_taken_and_when_it_is_gone() {
    CompletableFuture<Result> taking =
        CompletableFuture.supplyAsync(
            () -> control.ctl("snapshot", "create", "-d", "apples", "-n", "daily", "--wait"));
    await().until(() -> done("snapshot", "list", "-d", "apples").out().contains("pending"));
    a.holds(D, 1, Optional.empty());
    assertThat(taking.join().out()).isEqualTo("snapshot daily of dataset " + D + " is taken\n");

    CompletableFuture<Result> going =
        CompletableFuture.supplyAsync(
            () -> control.ctl("snapshot", "destroy", "-d", "apples", "-n", "daily", "--wait"));
    await().until(() -> done("snapshot", "list", "-d", "apples").out().contains("deleting"));
    a.holds(D, 1, Optional.empty());
    assertThat(going.join().out()).isEqualTo("snapshot daily of dataset " + D + " is destroyed\n");
  }

  @Test
  void who_waits_for_what_the_node_refuses_hears_why() {
    a.says(
        D,
        new UnitStatus(
            Phase.REFUSED,
            "",
            Optional.empty(),
            Optional.of(
                new Problem(
                    Problem.Kind.STORAGE,
                    "dataset " + D,
                    "the loopback backend cannot take a snapshot",
                    "use another backend")),
            0,
            Instant.now(),
            Optional.empty(),
            Optional.empty()));
    assertThat(fails("snapshot", "create", "-d", "apples", "-n", "daily", "--wait").err())
        .contains("snapshot daily of dataset " + D)
        .contains("will not be so")
        .contains("the loopback backend cannot take a snapshot");
  }

  private JsonNode cloned(Object... arguments) throws IOException {
    return new ObjectMapper().readTree(done(arguments).out());
  }

  @Test
  void a_clone_is_made_where_the_snapshot_is() throws IOException {
    done("snapshot", "create", "-d", "apples", "-n", "daily");
    a.holds(D, 1, Optional.empty());
    JsonNode clone =
        cloned("clone", "-d", "apples", "-s", "daily", "-m", "name=copy", "-o", "json");
    assertThat(clone.path("primary").asText()).isEqualTo(A.toString());
    assertThat(clone.path("from").path("snapshot").asText()).isEqualTo("daily");
    assertThat(clone.path("metadata").path("name").asText()).isEqualTo("copy");

    assertThat(fails("clone", "-d", "apples", "-s", "daily", "-n", "10.0.0.2").err())
        .contains("10.0.0.1")
        .contains("move the clone once it is there");
    assertThat(fails("clone", "-d", "apples", "-s", "weekly").err()).contains("weekly");
  }

  @Test
  void a_clone_of_now_has_the_limit_of_what_is_cloned_unless_told_otherwise() throws IOException {
    control.submit(new Command.ResizeDataset(D, Optional.of(Size.mebibytes(64))));
    assertThat(cloned("clone", "-d", "apples", "-o", "json").path("maximum_size").asLong())
        .isEqualTo(64 << 20);
    assertThat(
            cloned("clone", "-d", "apples", "--size", "1G", "-o", "json")
                .path("maximum_size")
                .asLong())
        .isEqualTo(1 << 30);
    assertThat(cloned("clone", "-d", "apples", "--size", "none", "-o", "json").has("maximum_size"))
        .isFalse();
    assertThat(done("snapshot", "list", "-d", "apples").out()).contains("clone-");
  }

  @Test
  void what_is_refused_is_told_with_the_reason() {
    done("snapshot", "create", "-d", "apples", "-n", "daily");
    assertThat(fails("snapshot", "create", "-d", "apples", "-n", "daily").err())
        .contains("has a snapshot daily already");
    assertThat(fails("snapshot", "destroy", "-d", "apples", "-n", "x y").err())
        .contains("Snapshot not found");
    assertThat(fails("snapshot", "create", "-d", "apples", "-n", "a/b").err()).contains("a/b");
    control.submit(new Command.DeleteDataset(D, false));
    assertThat(fails("snapshot", "create", "-d", D, "-n", "other").err()).contains("deleted");
  }
}
