package io.flocker.control.steward;

import static io.flocker.control.model.Scenario.A;
import static io.flocker.control.model.Scenario.B;
import static io.flocker.control.model.Scenario.D;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.flocker.control.cluster.Cluster;
import io.flocker.control.cluster.TestHello;
import io.flocker.control.model.Command;
import io.flocker.control.model.DatasetSnapshot;
import io.flocker.control.model.Home.Standing;
import io.flocker.control.model.Scenario;
import io.flocker.control.nodes.WishBoard;
import io.flocker.control.nodes.WishUpdate;
import io.flocker.control.store.ConfigurationStore;
import io.flocker.control.store.Outcome;
import io.flocker.core.model.DatasetId;
import io.flocker.core.model.NodeId;
import io.flocker.core.model.Size;
import io.flocker.core.model.UserSnapshot;
import io.flocker.core.state.ObservedSnapshot;
import io.flocker.core.state.ObservedVolume;
import io.flocker.core.state.VolumeRecord;
import io.flocker.wire.NodeFacts;
import io.flocker.wire.NodeReport;
import io.flocker.wire.ReportDelta;
import io.flocker.wire.UnitId;
import io.flocker.wire.WantedDataset;
import io.flocker.wire.Wish;
import io.flocker.wire.WishRevision;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.awaitility.core.ThrowingRunnable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The real store, wish board and cluster state, and two nodes that report by hand. */
class StewardTest {

  private static final UnitId UNIT = new UnitId.OfDataset(D);

  /** What an agent has been told, and says. */
  private final class TestNode {

    final NodeId id;
    final Map<UnitId, Wish> wishes = new HashMap<>();
    private final String host;
    private final UUID process = UUID.randomUUID();
    private long connection;
    private WishRevision seen = new WishRevision("", 0);
    private long revision;

    TestNode(NodeId id, String host) {
      this.id = id;
      this.host = host;
      connect();
      var _ = board.subscribe(id, Optional.empty(), this::receive);
    }

    /** Connects, again if it was connected, and says nothing yet. */
    void connect() {
      cluster.join(id, ++connection, TestHello.of(process, "boot", true, true), host);
    }

    private synchronized void receive(WishUpdate update) {
      if (update.complete()) {
        wishes.clear();
      }
      wishes.putAll(update.changed());
      wishes.keySet().removeAll(update.gone());
      seen = update.revision();
    }

    synchronized Optional<WantedDataset> told() {
      return Optional.ofNullable(wishes.get(UNIT)).map(wish -> wish.datasets().getFirst());
    }

    /** Says everything, with or without a volume of the dataset. */
    void report(Optional<ObservedVolume> volume) {
      report(volume.map(copy -> Map.of(D, copy)).orElse(Map.of()));
    }

    /** Says everything, with these volumes. */
    void report(Map<DatasetId, ObservedVolume> volumes) {
      WishRevision known;
      synchronized (this) {
        known = seen;
      }
      cluster.report(
          id,
          connection,
          ReportDelta.complete(
              ++revision,
              new NodeReport(Optional.of(known), volumes, Map.of(), NodeFacts.NONE, Map.of())));
    }
  }

  @TempDir private Path folder = Path.of("");
  private final Cluster cluster = new Cluster(InstantSource.system());
  private final WishBoard board = new WishBoard();
  private ConfigurationStore store;
  private Steward steward;
  private TestNode a;
  private TestNode b;

  @BeforeEach
  void start() {
    store = ConfigurationStore.open(folder.resolve("store"), InstantSource.system(), _ -> {});
    steward = Steward.start(store, cluster, board);
    a = new TestNode(A, "10.0.0.1");
    b = new TestNode(B, "10.0.0.2");
    eventually(() -> assertThat(store.snapshot().nodes()).containsOnlyKeys(A, B));
  }

  @AfterEach
  void stop() {
    steward.close();
    store.close();
  }

  private static void eventually(ThrowingRunnable assertion) {
    await().pollInterval(Duration.ofMillis(10)).untilAsserted(assertion);
  }

  private void submit(Command command) {
    assertThat(store.submit(command, "test")).isInstanceOf(Outcome.Done.class);
  }

  private static Optional<ObservedVolume> owned(NodeId owner, long epoch) {
    return Optional.of(
        new ObservedVolume(
            VolumeRecord.created(D, owner, Optional.empty()).ownedBy(owner, epoch),
            Optional.of("/flocker/" + D),
            true,
            new Size(1),
            List.of()));
  }

  private void isAt(Standing standing) {
    eventually(
        () -> assertThat(store.snapshot().home(D).orElseThrow().standing()).isEqualTo(standing));
  }

  @Test
  void a_node_that_has_reported_may_be_named_as_a_primary() {
    assertThat(store.snapshot().node(A).orElseThrow().host()).isEqualTo("10.0.0.1");
  }

  @Test
  void a_new_dataset_reaches_its_node_and_its_volume_is_written_down() {
    submit(Scenario.newDataset(D, A));
    eventually(() -> assertThat(a.told().map(WantedDataset::mayCreate)).contains(true));
    assertThat(b.told()).isEmpty();
    a.report(owned(A, 1));
    isAt(new Standing.Exists(A, 1));
    eventually(() -> assertThat(a.told().map(WantedDataset::mayCreate)).contains(false));
  }

  @Test
  void all_volumes_of_a_node_that_joins_with_many_are_written_down() {
    Map<DatasetId, ObservedVolume> volumes = new HashMap<>();
    for (int n = 0; n < 1000; n++) {
      DatasetId id = new DatasetId(new UUID(1, n));
      submit(Scenario.newDataset(id, A));
      VolumeRecord record = VolumeRecord.created(id, A, Optional.empty());
      volumes.put(
          id, new ObservedVolume(record, Optional.of("/" + id), true, new Size(1), List.of()));
    }
    a.report(volumes);
    eventually(() ->
        assertThat(store.snapshot().homes().values())
            .hasSize(volumes.size())
            .allMatch(home -> home.standing().equals(new Standing.Exists(A, 1))));
  }

  @Test
  void a_move_tells_both_and_ends_when_the_other_node_owns_it() {
    submit(Scenario.newDataset(D, A));
    a.report(owned(A, 1));
    isAt(new Standing.Exists(A, 1));
    submit(Scenario.move(D, B));
    eventually(() -> {
      assertThat(a.told().map(WantedDataset::node)).contains(B);
      assertThat(b.told().map(told -> told.copies().size())).contains(1);
    });
    b.report(owned(B, 2));
    isAt(new Standing.Exists(B, 2));
    a.report(Optional.empty());
    eventually(() -> assertThat(a.told()).isEmpty());
  }

  @Test
  void nobody_else_may_create_it_before_the_first_node_has_looked_and_has_none() {
    submit(Scenario.newDataset(D, A));
    a.report(Optional.empty());
    submit(Scenario.move(D, B));
    eventually(() -> assertThat(b.told()).isPresent());
    eventually(() -> assertThat(a.told().map(WantedDataset::mayCreate)).contains(false));
    assertThat(b.told().map(WantedDataset::mayCreate)).contains(false);
    isAt(new Standing.Withdrawn(A));

    a.report(Optional.empty());
    isAt(new Standing.Granted(B));
    eventually(() -> assertThat(b.told().map(WantedDataset::mayCreate)).contains(true));
  }

  @Test
  void that_the_first_node_has_none_counts_also_when_it_has_connected_again_since() {
    submit(Scenario.newDataset(D, A));
    submit(Scenario.move(D, B));
    eventually(() -> assertThat(a.told().map(WantedDataset::mayCreate)).contains(false));
    isAt(new Standing.Withdrawn(A));
    // Nobody looks at the report before the connection has ended and begun anew.
    steward.close();
    a.report(Optional.empty());
    a.connect();
    steward = Steward.start(store, cluster, board);
    isAt(new Standing.Granted(B));
  }

  @Test
  void what_the_first_node_did_make_in_time_is_what_moves() {
    submit(Scenario.newDataset(D, A));
    submit(Scenario.move(D, B));
    eventually(() -> assertThat(a.told().map(WantedDataset::mayCreate)).contains(false));
    a.report(owned(A, 1));
    isAt(new Standing.Exists(A, 1));
    eventually(() -> assertThat(b.told().map(told -> told.copies().size())).contains(1));
    assertThat(b.told().map(WantedDataset::mayCreate)).contains(false);
  }

  @Test
  void a_deleted_dataset_is_nobodys_business_once_its_copies_are_gone() {
    submit(Scenario.newDataset(D, A));
    a.report(owned(A, 1));
    isAt(new Standing.Exists(A, 1));
    submit(Scenario.delete(D));
    eventually(() -> assertThat(a.told().map(WantedDataset::deleted)).contains(true));
    a.report(Optional.empty());
    eventually(() -> assertThat(a.told()).isEmpty());
  }

  @Test
  void a_snapshot_is_told_until_a_node_reports_it_and_that_is_written_down() {
    UserSnapshot daily = new UserSnapshot(UUID.randomUUID(), "daily");
    submit(Scenario.newDataset(D, A));
    a.report(owned(A, 1));
    isAt(new Standing.Exists(A, 1));
    submit(new Command.CreateSnapshot(D, daily));
    eventually(() ->
        assertThat(a.told().map(WantedDataset::snapshots))
            .contains(new WantedDataset.Snapshots(List.of(daily), List.of())));

    a.report(
        owned(A, 1)
            .map(volume ->
                new ObservedVolume(
                    volume.record(),
                    volume.path(),
                    true,
                    volume.used(),
                    List.of(),
                    List.of(new ObservedSnapshot(daily, Optional.empty(), Optional.empty())))));
    eventually(
        () -> assertThat(store.snapshot().snapshot(D, daily).orElseThrow().holder()).contains(A));
    eventually(() ->
        assertThat(a.told().map(WantedDataset::snapshots)).contains(WantedDataset.Snapshots.NONE));

    submit(new Command.DeleteSnapshot(D, "daily"));
    eventually(() ->
        assertThat(a.told().map(WantedDataset::snapshots))
            .contains(new WantedDataset.Snapshots(List.of(), List.of(daily))));
  }

  @Test
  void a_snapshot_that_was_taken_for_a_clone_goes_once_that_is_there() {
    DatasetId source = Scenario.E;
    UserSnapshot now = new UserSnapshot(UUID.randomUUID(), DatasetSnapshot.nameFor(D));
    UserSnapshot other = new UserSnapshot(UUID.randomUUID(), "daily");
    submit(Scenario.newDataset(source, A));
    submit(new Command.CreateSnapshot(source, other));
    submit(
        new Command.Together(
            "clone",
            List.of(
                new Command.CreateSnapshot(source, now),
                new Command.CloneDataset(D, source, now.name(), A, Optional.empty(), Map.of()))));
    eventually(() ->
        assertThat(a.told().flatMap(WantedDataset::mayClone))
            .contains(new WantedDataset.Origin(source, now)));
    a.report(owned(A, 1));
    eventually(() ->
        assertThat(store.snapshot().snapshot(source, now).orElseThrow().isDeleted()).isTrue());
    assertThat(store.snapshot().snapshot(source, other).orElseThrow().isDeleted()).isFalse();
  }

  @Test
  void after_a_restart_everything_is_told_again() {
    submit(Scenario.newDataset(D, A));
    eventually(() -> assertThat(a.told()).isPresent());
    steward.close();
    WishBoard fresh = new WishBoard();
    Map<UnitId, Wish> told = new HashMap<>();
    steward = Steward.start(store, cluster, fresh);
    var _ =
        fresh.subscribe(
            A,
            Optional.empty(),
            update -> {
              synchronized (told) {
                told.putAll(update.changed());
              }
            });
    eventually(() -> {
      synchronized (told) {
        assertThat(told).containsKey(UNIT);
      }
    });
  }
}
