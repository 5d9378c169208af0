package io.flocker.control.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flocker.control.model.ClusterConfiguration;
import io.flocker.control.model.Command;
import io.flocker.control.model.Condition;
import io.flocker.control.model.DatasetSnapshot;
import io.flocker.control.model.Kind;
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
import io.flocker.core.problem.ProblemException;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigurationStoreTest {

  @TempDir private Path folder;

  private Instant time = Instant.parse("2026-01-01T00:00:00Z");

  private Path file() {
    return folder.resolve("configuration.db");
  }

  private ConfigurationStore open() {
    return open(file());
  }

  private ConfigurationStore open(Path file) {
    return ConfigurationStore.open(
        file,
        () -> time,
        failure -> {
          throw new AssertionError(failure);
        });
  }

  private static Outcome.Done done(ConfigurationStore store, Command command) {
    Outcome outcome = store.submit(command, "tester");
    assertThat(outcome).isInstanceOf(Outcome.Done.class);
    return (Outcome.Done) outcome;
  }

  private static void seeNodes(ConfigurationStore store) {
    done(store, new Command.SeeNode(Scenario.A, "10.0.0.1"));
    done(store, new Command.SeeNode(Scenario.B, "10.0.0.2"));
  }

  private static void assertSame(ClusterConfiguration left, ClusterConfiguration right) {
    assertThat(left.revision()).isEqualTo(right.revision());
    assertThat(left.datasets()).isEqualTo(right.datasets());
    assertThat(left.containers()).isEqualTo(right.containers());
    assertThat(left.leases()).isEqualTo(right.leases());
    assertThat(left.nodes()).isEqualTo(right.nodes());
    assertThat(left.homes()).isEqualTo(right.homes());
    assertThat(left.tag()).isEqualTo(right.tag());
  }

  @Test
  void a_new_store_is_empty_and_its_owners_alone() throws IOException {
    try (ConfigurationStore store = open()) {
      assertSame(store.snapshot(), ClusterConfiguration.EMPTY);
      try (var files = Files.list(folder)) {
        assertThat(files)
            .hasSizeGreaterThanOrEqualTo(3)
            .allSatisfy(file ->
                assertThat(Files.getPosixFilePermissions(file))
                    .isEqualTo(PosixFilePermissions.fromString("rw-------")));
      }
    }
  }

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
  void the_history_says_who_changed_what_when() {
    try (ConfigurationStore store = open()) {
      seeNodes(store);
      store.submit(Scenario.newDataset(Scenario.D, Scenario.A), "alice");
      time = time.plusSeconds(60);
      store.submit(Scenario.move(Scenario.D, Scenario.B), "bob");

      List<HistoryEntry> entries =
          store.history(HistoryQuery.of(Kind.DATASET, Scenario.D.toString(), 10));

      assertThat(entries).extracting(HistoryEntry::who).containsExactly("bob", "alice");
      HistoryEntry move = entries.getFirst();
      assertThat(move.time()).isEqualTo(time);
      assertThat(move.revision()).isEqualTo(4);
      assertThat(move.command()).contains("MoveDataset").contains(Scenario.B.toString());
      assertThat(move.objects())
          .filteredOn(changed -> changed.kind() == Kind.DATASET)
          .singleElement()
          .satisfies(changed -> {
            assertThat(changed.before().orElseThrow()).contains(Scenario.A.toString());
            assertThat(changed.after().orElseThrow()).contains(Scenario.B.toString());
          });
      assertThat(store.history(HistoryQuery.latest(2)))
          .extracting(HistoryEntry::revision)
          .containsExactly(4L, 3L);

      assertThat(store.trimHistory(time)).isEqualTo(3);
      assertThat(store.history(HistoryQuery.latest(10))).hasSize(1);
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
  void a_store_of_a_newer_release_is_refused() throws SQLException {
    open().close();
    execute(file(), "PRAGMA user_version = 99");
    assertThatThrownBy(this::open)
        .isInstanceOf(ProblemException.class)
        .hasMessageContaining("newer Flocker: its schema is version 99, this one knows up to 2");
  }

  @Test
  void someone_elses_database_is_refused() throws SQLException {
    execute(file(), "CREATE TABLE precious (x)");
    assertThatThrownBy(this::open).hasMessageContaining("but not Flocker's");
  }

  @Test
  void a_damaged_store_is_refused() throws IOException, SQLException {
    try (ConfigurationStore store = open()) {
      seeNodes(store);
    }
    execute(file(), "UPDATE object SET document = '{\"id\":1}'");
    assertThatThrownBy(this::open).hasMessageContaining("the store is damaged: node aaaaaaaa");

    byte[] bytes = Files.readAllBytes(file());
    Arrays.fill(bytes, 4096 + 100, Math.min(bytes.length, 4096 * 6), (byte) 0x5a);
    Files.write(file(), bytes);
    assertThatThrownBy(this::open).isInstanceOf(ProblemException.class);

    Files.writeString(file(), "this is no database at all, only some text that lies in its place");
    assertThatThrownBy(this::open).hasMessageContaining("restore a backup");
  }

  @Test
  void two_control_services_do_not_share_a_store() {
    try (ConfigurationStore store = open()) {
      assertThat(store.snapshot().revision()).isZero();
      assertThatThrownBy(this::open).hasMessageContaining("another control service uses");
    }
    open().close();
  }

  @Test
  void a_closed_store_refuses_commands() {
    ConfigurationStore store = open();
    store.close();
    assertThatThrownBy(() -> store.submit(new Command.ExpireLeases(), "tester"))
        .hasMessageContaining("is stopping");
  }

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
      done(store, Scenario.newDataset(Scenario.E, Scenario.A));
    }
    try (ConfigurationStore old = open(kept)) {
      assertThat(old.snapshot().revision()).isEqualTo(last);
    }
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

  private static void execute(Path file, String sql) throws SQLException {
    try (Connection connection = Database.connect(file);
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }
}
