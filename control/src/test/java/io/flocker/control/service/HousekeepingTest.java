package io.flocker.control.service;

import static io.flocker.control.model.Scenario.A;
import static io.flocker.control.model.Scenario.D;
import static io.flocker.control.model.Scenario.E;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.flocker.control.cluster.Cluster;
import io.flocker.control.model.Command;
import io.flocker.control.model.Dataset;
import io.flocker.control.model.VolumeCommand;
import io.flocker.control.store.ConfigurationStore;
import io.flocker.control.store.Outcome;
import io.flocker.core.model.DatasetId;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HousekeepingTest {

  @TempDir private Path folder;
  private volatile Instant time = Instant.parse("2026-01-01T00:00:00Z");

  @Test
  void what_was_in_the_trash_long_enough_is_deleted_and_nothing_else() {
    try (ConfigurationStore store =
        ConfigurationStore.open(folder.resolve("c.db"), () -> time, AssertionError::new)) {
      done(store, new Command.SeeNode(A, "10.0.0.1"));
      for (var volume : Map.of(D, "short", E, "long").entrySet()) {
        done(
            store,
            new VolumeCommand.CreateNamedDataset(
                volume.getKey(), volume.getValue(), A, Optional.of(A), Optional.empty(), Map.of()));
      }
      done(store, new VolumeCommand.RemoveNamedDataset("short", Duration.ofHours(1)));
      done(store, new VolumeCommand.RemoveNamedDataset("long", Duration.ofDays(7)));
      time = time.plus(Duration.ofHours(2));

      try (Housekeeping _ =
          Housekeeping.start(store, new Cluster(() -> time), Duration.ofDays(30), () -> time)) {
        await().until(() -> dataset(store, D).isDeleted());
      }

      assertThat(dataset(store, E).isTrashed()).isTrue();
    }
  }

  private static Dataset dataset(ConfigurationStore store, DatasetId id) {
    return store.snapshot().dataset(id).orElseThrow();
  }

  private static void done(ConfigurationStore store, Command command) {
    assertThat(store.submit(command, "tester")).isInstanceOf(Outcome.Done.class);
  }
}
