package io.flocker.control.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.flocker.control.model.Command;
import io.flocker.control.model.Scenario;
import io.flocker.core.model.ApplicationName;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which containers may be removed where they are found: those that were wanted here once. */
class FormerContainersTest {

  private static final ApplicationName OLD = new ApplicationName("old");
  private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");

  @TempDir private Path folder;

  private ConfigurationStore open() {
    return ConfigurationStore.open(
        folder.resolve("configuration.db"), () -> NOW, AssertionError::new);
  }

  private static void done(ConfigurationStore store, Command command) {
    assertThat(store.submit(command, "alice")).isInstanceOf(Outcome.Done.class);
  }

  @Test
  void one_that_was_wanted_is_known_while_the_history_tells_of_it() {
    try (ConfigurationStore store = open()) {
      done(store, new Command.SeeNode(Scenario.A, "10.0.0.1"));
      assertThat(store.snapshot().isFormer(OLD)).isFalse();
      done(store, new Command.CreateContainer(Scenario.A, Scenario.using("old")));
      assertThat(store.snapshot().isFormer(OLD)).isFalse();
      done(store, new Command.DeleteContainer(OLD));
      assertThat(store.snapshot().isFormer(OLD)).isTrue();
    }
    try (ConfigurationStore store = open()) {
      assertThat(store.snapshot().isFormer(OLD)).isTrue();
      assertThat(store.snapshot().isFormer(new ApplicationName("other"))).isFalse();
      store.trimHistory(NOW.plusSeconds(1));
    }
    try (ConfigurationStore store = open()) {
      assertThat(store.snapshot().isFormer(OLD)).isFalse();
    }
  }
}
