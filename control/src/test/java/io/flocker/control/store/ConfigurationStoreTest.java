package io.flocker.control.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flocker.control.model.ClusterConfiguration;
import io.flocker.control.model.Command;
import io.flocker.control.model.Condition;
import io.flocker.control.model.DatasetSnapshot;
import io.flocker.control.model.RandomCommands;
import io.flocker.control.model.RefusalCode;
import io.flocker.control.model.Scenario;
import io.flocker.core.model.Application;
import io.flocker.core.model.ApplicationName;
import io.flocker.core.model.ContainerProcess;
import io.flocker.core.model.DatasetId;
import io.flocker.core.model.ImageReference;
import io.flocker.core.model.Limits;
import io.flocker.core.model.Link;
import io.flocker.core.model.Port;
import io.flocker.core.model.RestartPolicy;
import io.flocker.core.model.Size;
import io.flocker.core.model.UserSnapshot;
import io.flocker.core.model.Volume;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.LinkedBlockingQueue;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

class ConfigurationStoreTest extends StoreFixture {

  @Test
  void a_commit_is_synchronized_with_the_disk() throws SQLException {
    try (ConfigurationStore store = open();
        Connection connection = Database.connect(file())) {
      assertThat(store.snapshot().revision()).isZero();
      assertThat(Database.number(connection, "PRAGMA synchronous")).isEqualTo(2);
      try (Statement statement = connection.createStatement();
          var row = statement.executeQuery("PRAGMA journal_mode")) {
        assertThat(row.getString(1)).isEqualTo("wal");
      }
    }
  }

  @Test
  void whatever_was_accepted_is_there_after_opening_again() {
    RandomCommands commands = new RandomCommands(7);
    for (int i = 0; i < 10; i++) {
      ClusterConfiguration last;
      try (ConfigurationStore store = open()) {
        seeNodes(store);
        for (int j = 0; j < 60; j++) {
          time = time.plus(commands.pause());
          store.submit(commands.next(store.snapshot(), time), "tester");
        }
        last = store.snapshot();
      }
      try (ConfigurationStore again = open()) {
        assertSame(again.snapshot(), last);
      }
    }
  }

  @Test
  void a_container_with_everything_is_read_back_as_it_was() {
    Application full =
        new Application(
            new ApplicationName("full"),
            ImageReference.parse("registry:5000/some/thing:1.2"),
            new TreeSet<>(Set.of(new Port(80, 8080))),
            new TreeSet<>(Set.of(new Link("db", 5432, 15432))),
            List.of(new Volume(Scenario.D, "/data", Optional.of(Size.mebibytes(100)))),
            new TreeMap<>(Map.of("PASSWORD", "ä\n\"secret\"")),
            new TreeMap<>(Map.of("label", "value")),
            new ContainerProcess(
                Optional.of(List.of("/bin/sh")),
                Optional.of(List.of("-c", "true")),
                Optional.of("/work"),
                Optional.of("1000:1000"),
                Optional.of(
                    new ContainerProcess.Healthcheck(
                        List.of("CMD", "true"),
                        Optional.of(Duration.ofMillis(1500)),
                        Optional.empty(),
                        Optional.of(Duration.ofSeconds(2)),
                        Optional.of(3))),
                Optional.of(Duration.ofSeconds(20))),
            new Limits(
                Optional.of(Size.mebibytes(64)),
                Optional.of(512),
                Optional.of(new BigDecimal("1.50"))),
            new RestartPolicy.OnFailure(OptionalInt.of(3)),
            new TreeSet<>(Set.of(new ApplicationName("other"))));
    try (ConfigurationStore store = open()) {
      seeNodes(store);
      done(store, Scenario.newDataset(Scenario.D, Scenario.A));
      done(store, new Command.CreateContainer(Scenario.A, full));
    }
    try (ConfigurationStore again = open()) {
      assertThat(again.snapshot().container(full.name()).orElseThrow().application())
          .isEqualTo(full);
    }
  }

  @Test
  void the_revision_grows_by_one_with_each_command_that_changes_anything() {
    try (ConfigurationStore store = open()) {
      seeNodes(store);
      assertThat(done(store, Scenario.newDataset(Scenario.D, Scenario.A)).revision()).isEqualTo(3);
      assertThat(done(store, Scenario.move(Scenario.D, Scenario.A)).revision()).isEqualTo(3);
      Outcome refused = store.submit(Scenario.newDataset(Scenario.D, Scenario.A), "tester");
      assertThat(((Outcome.Refused) refused).refusal().code())
          .isEqualTo(RefusalCode.DATASET_ID_IN_USE);
      assertThat(done(store, Scenario.move(Scenario.D, Scenario.B)).revision()).isEqualTo(4);
    }
  }

  @Test
  void of_two_callers_with_the_same_tag_one_is_refused() throws InterruptedException {
    try (ConfigurationStore store = open()) {
      seeNodes(store);
      for (int round = 0; round < 20; round++) {
        Condition condition = Condition.tags(Set.of(store.snapshot().tag()));
        LinkedBlockingQueue<Outcome> outcomes = new LinkedBlockingQueue<>();
        List<Thread> callers = new ArrayList<>();
        for (int caller = 0; caller < 4; caller++) {
          Command create = Scenario.newDataset(Scenario.dataset(round * 10L + caller), Scenario.A);
          callers.add(
              Thread.ofVirtual()
                  .start(() -> outcomes.add(store.submit(create, condition, "tester"))));
        }
        for (Thread caller : callers) {
          caller.join();
        }
        assertThat(outcomes.stream().filter(Outcome.Done.class::isInstance)).hasSize(1);
        assertThat(outcomes).hasSize(4);
      }
      assertThat(store.snapshot().datasets()).hasSize(20);
    }
  }

  @Test
  void a_watcher_misses_nothing_and_sees_nothing_twice() {
    try (ConfigurationStore store = open()) {
      seeNodes(store);
      LinkedBlockingQueue<Long> revisions = new LinkedBlockingQueue<>();
      ConfigurationStore.Watch watch =
          store.watch(committed -> revisions.add(committed.revision()));
      for (int i = 0; i < 50; i++) {
        done(store, Scenario.newDataset(Scenario.dataset(i), Scenario.A));
      }
      Awaitility.await().until(() -> revisions.contains(store.snapshot().revision()));
      List<Long> expected = new ArrayList<>();
      for (long r = watch.start().revision() + 1; r <= store.snapshot().revision(); r++) {
        expected.add(r);
      }
      assertThat(revisions).containsExactlyElementsOf(expected);

      watch.close();
      done(store, Scenario.newDataset(Scenario.dataset(99), Scenario.A));
      LinkedBlockingQueue<Long> later = new LinkedBlockingQueue<>();
      store.watch(committed -> later.add(committed.revision()));
      done(store, Scenario.newDataset(Scenario.dataset(100), Scenario.A));
      Awaitility.await().until(() -> later.contains(store.snapshot().revision()));
      assertThat(revisions).containsExactlyElementsOf(expected);
    }
  }

  @Test
  void only_what_was_deleted_long_ago_and_is_nowhere_is_purged() {
    try (ConfigurationStore store = open()) {
      seeNodes(store);
      for (int i = 0; i < 4; i++) {
        done(store, Scenario.newDataset(Scenario.dataset(i), Scenario.A));
        if (i < 3) {
          done(store, new Command.RecordVolume(Scenario.dataset(i), Scenario.A, 1));
        }
        if (i > 0) {
          done(store, Scenario.delete(Scenario.dataset(i)));
        }
      }
      time = time.plus(Duration.ofDays(30));
      DatasetId stillSomewhere = Scenario.dataset(2);

      int purged = store.purge(time.minus(Duration.ofDays(7)), stillSomewhere::equals);

      assertThat(purged).isEqualTo(1);
      assertThat(store.snapshot().datasets().keySet())
          .containsExactlyInAnyOrder(Scenario.dataset(0), Scenario.dataset(2), Scenario.dataset(3));
      done(store, Scenario.newDataset(Scenario.dataset(1), Scenario.A));
    }
  }

  @Test
  void a_closed_store_refuses_commands() {
    ConfigurationStore store = open();
    store.close();
    assertThatThrownBy(() -> store.submit(new Command.ExpireLeases(), "tester"))
        .hasMessageContaining("is stopping");
  }

  @Test
  void snapshots_are_kept_and_purged_once_deleted_and_nowhere() {
    UserSnapshot kept = new UserSnapshot(UUID.randomUUID(), "kept");
    UserSnapshot deleted = new UserSnapshot(UUID.randomUUID(), "daily");
    UserSnapshot somewhere = new UserSnapshot(UUID.randomUUID(), "daily");
    try (ConfigurationStore store = open()) {
      seeNodes(store);
      done(store, Scenario.newDataset(Scenario.D, Scenario.A));
      done(store, new Command.CreateSnapshot(Scenario.D, kept));
      done(store, new Command.RecordSnapshot(Scenario.D, kept, Scenario.A));
      for (UserSnapshot daily : List.of(deleted, somewhere)) {
        done(store, new Command.CreateSnapshot(Scenario.D, daily));
        done(store, new Command.DeleteSnapshot(Scenario.D, "daily"));
      }
    }
    try (ConfigurationStore store = open()) {
      assertThat(store.snapshot().snapshotsOf(Scenario.D)).hasSize(3);
      assertThat(store.snapshot().snapshot(Scenario.D, kept).orElseThrow().holder())
          .contains(Scenario.A);
      time = time.plus(Duration.ofDays(30));
      int purged =
          store.purgeSnapshots(
              time.minus(Duration.ofDays(7)), (_, snapshot) -> snapshot.equals(somewhere));
      assertThat(purged).isEqualTo(1);
      assertThat(store.snapshot().snapshotsOf(Scenario.D))
          .extracting(DatasetSnapshot::snapshot)
          .containsExactlyInAnyOrder(kept, somewhere);
    }
    try (ConfigurationStore store = open()) {
      assertThat(store.snapshot().snapshotsOf(Scenario.D)).hasSize(2);
    }
  }
}
