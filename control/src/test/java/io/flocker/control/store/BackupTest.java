package io.flocker.control.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flocker.control.model.Command;
import io.flocker.control.model.Kind;
import io.flocker.control.model.Scenario;
import io.flocker.core.problem.ProblemException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class BackupTest extends StoreFixture {

  @Test
  void a_backup_made_while_commands_go_on_is_a_whole_state_of_then() throws InterruptedException {
    Path backup = folder.resolve("backup.db");
    try (ConfigurationStore store = open()) {
      seeNodes(store);
      CountDownLatch running = new CountDownLatch(50);
      Thread writer =
          Thread.ofPlatform()
              .start(() -> {
                for (int i = 0; i < 400; i++) {
                  done(store, pair(i));
                  running.countDown();
                }
              });
      running.await();
      ConfigurationStore.backup(file(), backup);
      writer.join();
      assertThatThrownBy(() -> ConfigurationStore.backup(file(), backup))
          .hasMessageContaining("exists already");
    }
    assertThat(folder.resolve("backup.db.unfinished")).doesNotExist();
    try (ConfigurationStore copy = open(backup)) {
      int datasets = copy.snapshot().datasets().size();
      assertThat(datasets).isBetween(100, 800).isEven();
      assertThat(copy.snapshot().revision()).isEqualTo(2 + datasets / 2);
    }
  }

  private static Command pair(int number) {
    return new Command.Together(
        "pair",
        List.of(
            Scenario.newDataset(Scenario.dataset(2L * number), Scenario.A),
            Scenario.newDataset(Scenario.dataset(2L * number + 1), Scenario.A)));
  }

  @Test
  void a_restored_store_is_as_it_was_but_grants_nothing_that_was_granted() {
    Path backup = folder.resolve("backup.db");
    long last;
    String incarnation;
    try (ConfigurationStore store = open()) {
      seeNodes(store);
      done(store, Scenario.newDataset(Scenario.D, Scenario.A));
      ConfigurationStore.backup(file(), backup);
      done(store, Scenario.move(Scenario.D, Scenario.B));
      done(store, Scenario.newDataset(Scenario.E, Scenario.B));
      last = store.snapshot().revision();
      incarnation = store.incarnation();
      assertThatThrownBy(() -> ConfigurationStore.restore(backup, file(), () -> time))
          .hasMessageContaining("another control service uses");
    }

    Path kept = ConfigurationStore.restore(backup, file(), () -> time).orElseThrow();

    try (ConfigurationStore store = open()) {
      assertThat(store.snapshot().datasets()).containsOnlyKeys(Scenario.D);
      assertThat(store.snapshot().dataset(Scenario.D).orElseThrow().primary())
          .isEqualTo(Scenario.A);
      assertThat(store.snapshot().home(Scenario.D).orElseThrow().allowsCreationOn(Scenario.A))
          .isFalse();
      assertThat(store.snapshot().revision()).isEqualTo(last + 1);
      assertThat(store.incarnation()).isNotEqualTo(incarnation);
      assertThat(store.history(HistoryQuery.latest(1)).getFirst().who()).isEqualTo("restore");
      assertThat(store.history(ofKind(Kind.NODE)))
          .extracting(HistoryEntry::who)
          .containsExactly("restore", "tester", "tester");
      done(store, Scenario.newDataset(Scenario.E, Scenario.A));
    }
    try (ConfigurationStore old = open(kept)) {
      assertThat(old.snapshot().revision()).isEqualTo(last);
    }
  }

  private static HistoryQuery ofKind(Kind kind) {
    return new HistoryQuery(
        Set.of(kind),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        OptionalLong.empty(),
        10);
  }

  @Test
  void a_damaged_store_is_replaced_and_a_damaged_backup_is_not_restored() throws IOException {
    Path backup = folder.resolve("backup.db");
    try (ConfigurationStore store = open()) {
      seeNodes(store);
      ConfigurationStore.backup(file(), backup);
    }
    Files.writeString(file(), "no database");
    ConfigurationStore.restore(backup, file(), () -> time);
    try (ConfigurationStore store = open()) {
      assertThat(store.snapshot().nodes()).hasSize(2);
    }

    Files.writeString(backup, "");
    assertThatThrownBy(() -> ConfigurationStore.restore(backup, file(), () -> time))
        .isInstanceOf(ProblemException.class);
    try (ConfigurationStore store = open()) {
      assertThat(store.snapshot().nodes()).hasSize(2);
    }
  }
}
