package io.flocker.control.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.flocker.control.model.ClusterConfiguration;
import io.flocker.control.model.Command;
import io.flocker.control.model.Scenario;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.io.TempDir;

/** Stores in a folder of their own, with a clock that a test moves. */
abstract class StoreFixture {

  @TempDir Path folder;

  Instant time = Instant.parse("2026-01-01T00:00:00Z");

  Path file() {
    return folder.resolve("configuration.db");
  }

  ConfigurationStore open() {
    return open(file());
  }

  ConfigurationStore open(Path file) {
    return ConfigurationStore.open(
        file,
        () -> time,
        failure -> {
          throw new AssertionError(failure);
        });
  }

  static Outcome.Done done(ConfigurationStore store, Command command) {
    Outcome outcome = store.submit(command, "tester");
    assertThat(outcome).isInstanceOf(Outcome.Done.class);
    return (Outcome.Done) outcome;
  }

  static void seeNodes(ConfigurationStore store) {
    done(store, new Command.SeeNode(Scenario.A, "10.0.0.1"));
    done(store, new Command.SeeNode(Scenario.B, "10.0.0.2"));
  }

  static void assertSame(ClusterConfiguration left, ClusterConfiguration right) {
    assertThat(left.revision()).isEqualTo(right.revision());
    assertThat(left.datasets()).isEqualTo(right.datasets());
    assertThat(left.containers()).isEqualTo(right.containers());
    assertThat(left.leases()).isEqualTo(right.leases());
    assertThat(left.nodes()).isEqualTo(right.nodes());
    assertThat(left.homes()).isEqualTo(right.homes());
    assertThat(left.tag()).isEqualTo(right.tag());
  }
}
