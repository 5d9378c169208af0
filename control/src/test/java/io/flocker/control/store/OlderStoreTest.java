package io.flocker.control.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.flocker.control.model.Command;
import io.flocker.control.model.Home.Standing;
import io.flocker.control.model.Lease;
import io.flocker.control.model.Scenario;
import io.flocker.control.model.VolumeCommand;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** A store that the release before has written. */
class OlderStoreTest extends StoreFixture {

  /** With nodes A and B, and a dataset with a lease that A has; version 2 of the schema. */
  private Path written() throws SQLException {
    try (ConfigurationStore store = open()) {
      seeNodes(store);
    }
    Path older = folder.resolve("older.db");
    try (Connection connection = Database.connect(older);
        Statement statement = connection.createStatement()) {
      for (int version = 0; version < 2; version++) {
        for (String step : Schema.step(version)) {
          statement.execute(step);
        }
      }
      statement.execute("PRAGMA application_id = " + Schema.APPLICATION);
      statement.execute("PRAGMA user_version = 2");
      statement.execute("ATTACH '" + file() + "' AS now");
      statement.execute("INSERT INTO object SELECT * FROM now.object");
      statement.execute(datasetOfBefore());
      statement.execute(leaseOfBefore());
      statement.execute(
          "INSERT INTO home VALUES ('%s', 'exists', '%s', 7, 3)".formatted(Scenario.D, Scenario.A));
      statement.execute(
          "INSERT INTO home VALUES ('%s', 'granted', '%s', NULL, 4)"
              .formatted(Scenario.E, Scenario.B));
      statement.execute("UPDATE store SET revision = 9");
    }
    return older;
  }

  private static String datasetOfBefore() {
    return """
    INSERT INTO object VALUES ('dataset', '%1$s', 1, '{"id":"%1$s","primary":"%2$s",\
    "maximumSize":null,"metadata":{"name":"pgdata"},"from":null,"deleted":null,"version":1,\
    "created":"2026-01-01T00:00:00Z","changed":"2026-01-01T00:00:00Z"}')\
    """
        .formatted(Scenario.D, Scenario.A);
  }

  private static String leaseOfBefore() {
    return """
    INSERT INTO object VALUES ('lease', '%1$s', 1, '{"dataset":"%1$s","node":"%2$s",\
    "expires":null,"version":1,"acquired":"2026-01-01T00:00:00Z",\
    "changed":"2026-01-01T00:00:00Z"}')\
    """
        .formatted(Scenario.D, Scenario.A);
  }

  @Test
  void it_opens_as_it_was_and_takes_what_is_new() throws SQLException {
    Path older = written();

    try (ConfigurationStore store = open(older)) {
      assertThat(store.snapshot().revision()).isEqualTo(9);
      assertThat(store.snapshot().named("pgdata")).hasSize(1);
      assertThat(store.snapshot().dataset(Scenario.D).orElseThrow().isTrashed()).isFalse();
      assertThat(store.snapshot().lease(Scenario.D).orElseThrow().purpose()).isEmpty();
      assertThat(store.snapshot().home(Scenario.D).orElseThrow().standing())
          .isEqualTo(new Standing.Exists(Scenario.A, 7));
      assertThat(store.snapshot().home(Scenario.E).orElseThrow().standing())
          .isEqualTo(new Standing.Granted(Scenario.B));
      done(store, new Command.ReleaseLease(Scenario.D));
      done(store, new VolumeCommand.RemoveNamedDataset("pgdata", Duration.ofDays(7)));
      done(store, created());
    }

    try (ConfigurationStore store = open(older)) {
      assertThat(store.snapshot().dataset(Scenario.D).orElseThrow().isTrashed()).isTrue();
      assertThat(store.snapshot().home(Scenario.dataset(3)).orElseThrow().isUnplaced()).isTrue();
      done(
          store,
          new VolumeCommand.TakeNamedDataset("new", Optional.empty(), Scenario.B, Lease.DOCKER));
    }

    try (ConfigurationStore store = open(older)) {
      assertThat(store.snapshot().home(Scenario.dataset(3)).orElseThrow().standing())
          .isEqualTo(new Standing.Granted(Scenario.B));
      assertThat(store.snapshot().lease(Scenario.dataset(3)).orElseThrow().isFor(Lease.DOCKER))
          .isTrue();
    }
  }

  private static Command created() {
    return new VolumeCommand.CreateNamedDataset(
        Scenario.dataset(3), "new", Scenario.A, Optional.empty(), Optional.empty(), Map.of());
  }

  @Test
  void what_was_not_used_at_the_time_of_a_backup_may_have_been_since() throws SQLException {
    Path older = written();
    try (ConfigurationStore store = open(older)) {
      done(store, created());
    }

    ConfigurationStore.restore(older, file(), () -> time);

    try (ConfigurationStore store = open()) {
      assertThat(store.snapshot().home(Scenario.dataset(3)).orElseThrow().standing())
          .isEqualTo(new Standing.Unknown());
    }
  }
}
