package io.flocker.agent.unit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.flocker.core.model.Application;
import io.flocker.core.model.Configuration;
import io.flocker.core.model.Dataset;
import io.flocker.core.model.DatasetId;
import io.flocker.core.model.NodeId;
import io.flocker.core.model.NodeName;
import io.flocker.core.model.UserSnapshot;
import io.flocker.core.model.VolumeProperties;
import io.flocker.core.problem.ProblemException;
import io.flocker.core.state.KnownDataset;
import io.flocker.core.state.NodeState;
import io.flocker.core.state.ObservedSnapshot;
import io.flocker.core.state.ObservedVolume;
import io.flocker.storage.process.Command;
import io.flocker.storage.process.Commands;
import io.flocker.wire.Phase;
import io.flocker.wire.UnitId;
import io.flocker.wire.UnitStatus;
import io.flocker.wire.WantedDataset;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/**
 * Two agents with real volumes on btrfs that hand each other datasets over real TLS. The test tells
 * each what it wants and what the other has, as the control service does.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DatasetMovesTest {

  private static final DatasetId DATA = DatasetId.ofName("moves");
  private static final UnitId KEY = new UnitId.OfDataset(DATA);
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private final BtrfsDisk disk = new BtrfsDisk();
  @TempDir private Path temporary;
  private TestAgents agents;
  private Optional<NodeName> wanted = Optional.empty();
  private boolean granted;
  private boolean deleted;
  private WantedDataset.Snapshots snapshots = WantedDataset.Snapshots.NONE;
  private VolumeProperties properties = VolumeProperties.NONE;

  @BeforeAll
  void makeDisk() throws IOException {
    disk.make();
  }

  @AfterAll
  void removeDisk() throws IOException {
    disk.close();
  }

  @BeforeEach
  void start() throws IOException {
    wanted = Optional.empty();
    deleted = false;
    snapshots = WantedDataset.Snapshots.NONE;
    properties = VolumeProperties.NONE;
    agents = new TestAgents(temporary, disk.directory(), this::changed, "127.0.0.2", "127.0.0.3");
  }

  @AfterEach
  void stop() {
    agents.close();
  }

  /** What the control service does when a node reports: the others are told. */
  private synchronized void changed(NodeName reporter) {
    agents.names().stream().filter(name -> !name.equals(reporter)).forEach(this::assign);
  }

  private synchronized void want(NodeName node, boolean mayCreate) {
    wanted = Optional.of(node);
    granted = mayCreate;
    agents.names().forEach(this::assign);
  }

  private synchronized void wantSnapshots(List<UserSnapshot> take, List<UserSnapshot> remove) {
    snapshots = new WantedDataset.Snapshots(take, remove);
    agents.names().forEach(this::assign);
  }

  private void has(NodeName node, UserSnapshot... expected) {
    await()
        .atMost(PATIENCE)
        .untilAsserted(() ->
            assertThat(agents.copy(node, DATA).orElseThrow().snapshots())
                .describedAs("%s", agents.status(node, KEY))
                .extracting(ObservedSnapshot::snapshot)
                .containsExactlyInAnyOrder(expected));
  }

  private synchronized void delete() {
    deleted = true;
    agents.names().forEach(this::assign);
  }

  private void assign(NodeName node) {
    SortedMap<NodeName, List<Application>> nodes = new TreeMap<>();
    agents.names().forEach(name -> nodes.put(name, List.of()));
    Configuration configuration = Configuration.of(nodes);
    if (deleted) {
      configuration = configuration.withDeleted(Set.of(DATA));
    } else if (wanted.isPresent()) {
      configuration =
          configuration.withDatasets(
              Map.of(wanted.get(), List.of(new Dataset(DATA, Optional.empty()))));
    }
    SortedMap<NodeName, NodeState> others = new TreeMap<>();
    List<KnownDataset> homes = new ArrayList<>();
    for (NodeName other : agents.names()) {
      Optional<ObservedVolume> copy = agents.copy(other, DATA);
      if (!other.equals(node)) {
        others.put(other, agents.reported(other));
      }
      copy.map(ObservedVolume::record)
          .map(record ->
              new KnownDataset(DATA, record.owner(), agents.nameOf(record.owner()), record.epoch()))
          .ifPresent(homes::add);
    }
    agents.assign(
        node,
        new UnitWish(
            1,
            KEY,
            configuration,
            others,
            homes,
            granted && wanted.equals(Optional.of(node)) ? Set.of(DATA) : Set.of(),
            new TreeMap<>(Map.of(DATA, snapshots)),
            new TreeMap<>(),
            new TreeMap<>(Map.of(DATA, properties))));
  }

  private Path settledAt(NodeName node) {
    await()
        .atMost(PATIENCE)
        .untilAsserted(() -> {
          assertThat(agents.status(node, KEY))
              .hasValueSatisfying(status ->
                  assertThat(status.phase()).describedAs("%s", status).isEqualTo(Phase.SETTLED));
          assertThat(agents.copy(node, DATA).flatMap(ObservedVolume::path)).isPresent();
        });
    return Path.of(agents.copy(node, DATA).flatMap(ObservedVolume::path).orElseThrow());
  }

  @Test
  void a_dataset_is_created_moves_there_and_back_with_its_files_and_goes() throws Exception {
    NodeName a = agents.names().getFirst();
    NodeName b = agents.names().getLast();
    want(a, true);
    Path first = settledAt(a);
    Files.writeString(first.resolve("file"), "one");

    want(b, false);
    Path second = settledAt(b);
    assertThat(second.resolve("file")).hasContent("one");
    Files.writeString(second.resolve("file"), "two");
    await()
        .atMost(PATIENCE)
        .untilAsserted(() ->
            assertThat(agents.copy(a, DATA))
                .hasValueSatisfying(copy -> {
                  assertThat(copy.writable()).isFalse();
                  assertThat(copy.record().epoch()).isEqualTo(2);
                }));

    want(a, false);
    assertThat(settledAt(a).resolve("file")).hasContent("two");
    assertThat(agents.copy(a, DATA).orElseThrow().record().epoch()).isEqualTo(3);

    delete();
    for (NodeName node : agents.names()) {
      await()
          .atMost(PATIENCE)
          .untilAsserted(() ->
              assertThat(agents.copy(node, DATA))
                  .describedAs("node %s: %s", node, agents.status(node, KEY))
                  .isEmpty());
    }
  }

  @Test
  void what_a_dataset_was_made_with_stays_with_it() throws Exception {
    NodeName a = agents.names().getFirst();
    NodeName b = agents.names().getLast();
    VolumeProperties zlib = VolumeProperties.of(Map.of("btrfs.compression", "zlib"));
    properties = zlib;
    want(a, true);
    assertThat(compression(settledAt(a))).isEqualTo("compression=zlib");

    // Nobody says it any more: from now on the volume knows it by itself.
    properties = VolumeProperties.NONE;
    want(b, false);
    assertThat(compression(settledAt(b))).isEqualTo("compression=zlib");
    assertThat(agents.copy(b, DATA).orElseThrow().record().properties()).isEqualTo(zlib);
  }

  private static String compression(Path path) {
    return new Commands()
        .check(Command.of("btrfs", "property", "get", path.toString(), "compression"))
        .strip();
  }

  @Test
  void options_of_another_backend_are_refused_with_what_to_do_and_nothing_is_made() {
    NodeName a = agents.names().getFirst();
    properties = VolumeProperties.of(Map.of("zfs.compression", "lz4"));
    want(a, true);
    await()
        .atMost(PATIENCE)
        .until(() ->
            agents
                .status(a, KEY)
                .flatMap(UnitStatus::error)
                .filter(error -> error.sentence().contains("zfs.compression"))
                .filter(error -> error.sentence().contains("btrfs"))
                .isPresent());
    assertThat(agents.copy(a, DATA)).isEmpty();
  }

  @Test
  void a_snapshot_is_taken_once_stays_where_it_is_while_the_dataset_moves_and_goes()
      throws Exception {
    NodeName a = agents.names().getFirst();
    NodeName b = agents.names().getLast();
    UserSnapshot one = new UserSnapshot(UUID.randomUUID(), "daily");
    UserSnapshot two = new UserSnapshot(UUID.randomUUID(), "daily");
    want(a, true);
    Path live = settledAt(a);
    Files.writeString(live.resolve("file"), "one");
    wantSnapshots(List.of(one), List.of());
    has(a, one);
    Files.writeString(live.resolve("file"), "two");
    wantSnapshots(List.of(one), List.of());
    settledAt(a);
    Path kept = live.resolveSibling("snapshots").resolve(one.stored() + "/" + one.stored());
    assertThat(kept.resolve("file")).hasContent("one");

    wantSnapshots(List.of(), List.of());
    want(b, false);
    assertThat(settledAt(b).resolve("file")).hasContent("two");
    has(a, one);
    has(b);
    wantSnapshots(List.of(two), List.of());
    has(b, two);
    has(a, one);

    wantSnapshots(List.of(), List.of());
    want(a, false);
    settledAt(a);
    assertThat(kept.resolve("file")).hasContent("one");
    wantSnapshots(List.of(), List.of(one));
    has(a);
    has(b, two);
    assertThat(kept).doesNotExist();
  }

  /** Leave for a node to make a clone, of whatever it is a clone. */
  private void wantClone(NodeName node, DatasetId clone, WantedDataset.Origin origin) {
    agents.assign(
        node,
        new UnitWish(
            1,
            new UnitId.OfDataset(clone),
            Configuration.of(Map.of(node, List.of()))
                .withDatasets(Map.of(node, List.of(new Dataset(clone, Optional.empty())))),
            new TreeMap<>(),
            List.of(),
            Set.of(),
            new TreeMap<>(),
            new TreeMap<>(Map.of(clone, origin)),
            new TreeMap<>()));
  }

  @Test
  void a_clone_has_the_snapshots_content_and_without_the_snapshot_nothing_is_made()
      throws Exception {
    NodeName a = agents.names().getFirst();
    DatasetId clone = new DatasetId(UUID.randomUUID());
    UserSnapshot daily = new UserSnapshot(UUID.randomUUID(), "daily");
    want(a, true);
    Path live = settledAt(a);
    Files.writeString(live.resolve("file"), "one");

    wantClone(a, clone, new WantedDataset.Origin(DATA, daily));
    await()
        .atMost(PATIENCE)
        .until(() ->
            agents
                .status(a, new UnitId.OfDataset(clone))
                .flatMap(UnitStatus::error)
                .filter(error -> error.sentence().contains("snapshot daily of dataset " + DATA))
                .isPresent());
    assertThat(agents.copy(a, clone)).isEmpty();

    wantSnapshots(List.of(daily), List.of());
    await()
        .atMost(PATIENCE)
        .until(() -> agents.copy(a, clone).flatMap(ObservedVolume::path).isPresent());
    Path copy = Path.of(agents.copy(a, clone).flatMap(ObservedVolume::path).orElseThrow());
    assertThat(copy.resolve("file")).hasContent("one");
    Files.writeString(copy.resolve("file"), "two");
    assertThat(live.resolve("file")).hasContent("one");
    assertThat(agents.copy(a, clone).orElseThrow().record().epoch()).isEqualTo(1);
  }

  @Test
  void without_leave_nothing_is_created() {
    NodeName a = agents.names().getFirst();
    want(a, false);
    await()
        .atMost(PATIENCE)
        .until(() -> agents.status(a, KEY).filter(s -> s.phase() == Phase.WAITING).isPresent());
    assertThat(agents.copy(a, DATA)).isEmpty();
  }

  @Test
  void a_target_that_does_not_answer_leaves_the_source_usable() throws Exception {
    NodeName a = agents.names().getFirst();
    NodeName b = agents.names().getLast();
    want(a, true);
    Path path = settledAt(a);
    agents.hangUp(b);
    want(b, false);
    // It tries again at once, so that what was there a moment ago may be gone.
    Optional<UnitStatus> failed =
        await()
            .atMost(PATIENCE)
            .until(
                () -> agents.status(a, KEY).filter(s -> s.phase() == Phase.FAILED),
                Optional::isPresent);
    assertThat(failed.orElseThrow().error().orElseThrow().sentence())
        .contains("node " + b, "cannot be reached");
    Files.writeString(path.resolve("still"), "writable");
  }

  @Test
  void a_node_that_speaks_for_another_one_is_refused() {
    NodeName a = agents.names().getFirst();
    NodeName b = agents.names().getLast();
    assertThatThrownBy(() -> agents.connect(a, b, new NodeId(UUID.randomUUID())))
        .isInstanceOf(ProblemException.class)
        .hasMessageContaining("says that it is node");
  }
}
