package io.flocker.control.wishes;

import static io.flocker.control.model.Scenario.A;
import static io.flocker.control.model.Scenario.B;
import static io.flocker.control.model.Scenario.D;
import static io.flocker.control.model.Scenario.E;
import static io.flocker.control.model.Scenario.STRANGER;
import static org.assertj.core.api.Assertions.assertThat;

import io.flocker.control.cluster.Cluster;
import io.flocker.control.cluster.TestHello;
import io.flocker.control.model.Command;
import io.flocker.control.model.Scenario;
import io.flocker.control.model.VolumeCommand;
import io.flocker.core.model.ApplicationName;
import io.flocker.core.model.DatasetId;
import io.flocker.core.model.NodeId;
import io.flocker.core.model.Size;
import io.flocker.core.model.UserSnapshot;
import io.flocker.core.model.VolumeProperties;
import io.flocker.core.state.ObservedContainer;
import io.flocker.core.state.ObservedSnapshot;
import io.flocker.core.state.ObservedVolume;
import io.flocker.core.state.VolumeRecord;
import io.flocker.wire.NodeFacts;
import io.flocker.wire.NodeReport;
import io.flocker.wire.ReportDelta;
import io.flocker.wire.UnitId;
import io.flocker.wire.WantedDataset;
import io.flocker.wire.Wish;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class UnitWishesTest {

  private static final UnitId UNIT = new UnitId.OfDataset(D);
  private static final ApplicationName DB = new ApplicationName("db");

  private final Scenario wanted = new Scenario();
  private final Cluster cluster = new Cluster(InstantSource.system());

  private void reports(NodeId node, ObservedVolume... volumes) {
    reports(node, List.of(volumes), Map.of());
  }

  private void reports(
      NodeId node,
      List<ObservedVolume> volumes,
      Map<ApplicationName, ObservedContainer> containers) {
    cluster.join(node, node.hashCode(), TestHello.ofNew(), "10.0.0.9");
    cluster.report(
        node,
        node.hashCode(),
        ReportDelta.complete(
            1,
            new NodeReport(
                Optional.empty(),
                volumes.stream()
                    .collect(Collectors.toMap(ObservedVolume::dataset, Function.identity())),
                containers,
                NodeFacts.NONE,
                Map.of())));
  }

  private static ObservedVolume volume(DatasetId dataset, NodeId owner, long epoch) {
    return new ObservedVolume(
        VolumeRecord.created(dataset, owner, Optional.empty()).ownedBy(owner, epoch),
        Optional.empty(),
        false,
        new Size(1),
        List.of());
  }

  private Map<NodeId, Wish> wishes(UnitId unit) {
    return UnitWishes.of(unit, wanted.now(), cluster.now());
  }

  private WantedDataset told(NodeId node) {
    Wish wish = wishes(UNIT).get(node);
    assertThat(wish).describedAs("what node %s is told", node).isNotNull();
    return java.util.Objects.requireNonNull(wish).datasets().getFirst();
  }

  @Test
  void only_the_primary_of_a_new_dataset_is_told_and_may_create_it() {
    wanted.accept(Scenario.newDataset(D, A));
    assertThat(wishes(UNIT)).containsOnlyKeys(A);
    assertThat(told(A).mayCreate()).isTrue();
    assertThat(told(A).home()).isEmpty();
  }

  @Test
  void after_a_move_nobody_may_create_it_until_the_first_node_has_said_that_it_did_not() {
    wanted.accept(Scenario.newDataset(D, A));
    wanted.accept(Scenario.move(D, B));
    assertThat(wishes(UNIT)).containsOnlyKeys(A, B);
    assertThat(told(A).mayCreate()).isFalse();
    assertThat(told(B).mayCreate()).isFalse();

    wanted.accept(new Command.ConfirmAbsence(D, A, wanted.home(D).version()));
    assertThat(wishes(UNIT)).containsOnlyKeys(B);
    assertThat(told(B).mayCreate()).isTrue();
  }

  @Test
  void everyone_with_a_copy_is_told_of_the_others_copies_and_where_it_lives() {
    wanted.accept(Scenario.newDataset(D, A));
    wanted.accept(new Command.RecordVolume(D, A, 3));
    reports(A, volume(D, A, 3));
    reports(STRANGER, volume(D, A, 2));
    assertThat(wishes(UNIT)).containsOnlyKeys(A, STRANGER);
    assertThat(told(A).copies()).containsExactly(new WantedDataset.Copy(STRANGER, volume(D, A, 2)));
    assertThat(told(STRANGER).copies()).containsExactly(new WantedDataset.Copy(A, volume(D, A, 3)));
    assertThat(told(STRANGER).home()).contains(new WantedDataset.Home(A, 3));
    assertThat(told(A).mayCreate()).isFalse();
  }

  @Test
  void a_deleted_dataset_concerns_only_those_who_have_it() {
    wanted.accept(Scenario.newDataset(D, A));
    wanted.accept(new Command.RecordVolume(D, A, 1));
    reports(B, volume(D, A, 1));
    wanted.accept(Scenario.delete(D));
    assertThat(wishes(UNIT)).containsOnlyKeys(B);
    assertThat(told(B).deleted()).isTrue();
  }

  @Test
  void who_may_just_have_made_a_deleted_dataset_is_told_too() {
    wanted.accept(Scenario.newDataset(D, A));
    wanted.accept(Scenario.delete(D));
    assertThat(told(A).deleted()).isTrue();
    assertThat(told(A).mayCreate()).isFalse();
  }

  @Test
  void what_nobody_asked_for_is_left_alone() {
    reports(A, volume(E, A, 1));
    assertThat(wishes(new UnitId.OfDataset(E))).isEmpty();
  }

  @Test
  void a_dataset_that_a_container_uses_belongs_to_the_containers_unit() {
    wanted.accept(Scenario.newDataset(D, A));
    wanted.accept(new Command.CreateContainer(A, Scenario.using("db", D)));
    assertThat(UnitWishes.unitOf(D, wanted.now())).isEqualTo(new UnitId.OfContainer(DB));
    assertThat(wishes(UNIT)).isEmpty();
    assertThat(wishes(new UnitId.OfContainer(DB))).containsOnlyKeys(A);
    assertThat(
            Stream.ofNullable(wishes(new UnitId.OfContainer(DB)).get(A))
                .flatMap(wish -> wish.datasets().stream())
                .map(WantedDataset::mayCreate))
        .containsExactly(true);
  }

  @Test
  void a_container_that_was_never_wanted_is_left_alone_and_a_former_one_is_to_be_removed() {
    reports(
        B,
        List.of(),
        Map.of(
            DB,
            new ObservedContainer(
                DB,
                Scenario.using("db").image(),
                true,
                false,
                new TreeSet<>(),
                Scenario.using("db").restartPolicy(),
                new TreeMap<>(),
                List.of())));
    assertThat(wishes(new UnitId.OfContainer(DB))).isEmpty();
    wanted.accept(new Command.CreateContainer(A, Scenario.using("db")));
    wanted.accept(new Command.DeleteContainer(DB));
    assertThat(wishes(new UnitId.OfContainer(DB)))
        .containsExactly(
            Map.entry(B, new Wish.OfContainer(DB, B, true, Optional.empty(), List.of(), Map.of())));
  }

  private static ObservedVolume holding(NodeId owner, UserSnapshot... snapshots) {
    return new ObservedVolume(
        VolumeRecord.created(D, owner, Optional.empty()),
        Optional.empty(),
        false,
        new Size(1),
        List.of(),
        Stream.of(snapshots)
            .map(one -> new ObservedSnapshot(one, Optional.empty(), Optional.empty()))
            .toList());
  }

  @Test
  void a_snapshot_is_to_be_taken_until_some_node_has_it() {
    UserSnapshot daily = new UserSnapshot(UUID.randomUUID(), "daily");
    wanted.accept(Scenario.newDataset(D, A));
    wanted.accept(new Command.CreateSnapshot(D, daily));
    assertThat(told(A).snapshots().take()).containsExactly(daily);

    reports(A, volume(D, A, 1));
    reports(B, holding(A, daily));
    assertThat(told(A).snapshots()).isEqualTo(WantedDataset.Snapshots.NONE);
    assertThat(told(B).snapshots()).isEqualTo(WantedDataset.Snapshots.NONE);
  }

  @Test
  void a_snapshot_that_was_taken_is_not_taken_again_though_its_holder_is_not_heard_from() {
    UserSnapshot daily = new UserSnapshot(UUID.randomUUID(), "daily");
    wanted.accept(Scenario.newDataset(D, A));
    wanted.accept(new Command.CreateSnapshot(D, daily));
    wanted.accept(new Command.RecordSnapshot(D, daily, B));
    assertThat(told(A).snapshots()).isEqualTo(WantedDataset.Snapshots.NONE);
  }

  @Test
  void only_a_deleted_snapshot_is_to_be_removed_and_only_by_who_has_it() {
    UserSnapshot daily = new UserSnapshot(UUID.randomUUID(), "daily");
    UserSnapshot again = new UserSnapshot(UUID.randomUUID(), "daily");
    UserSnapshot unknown = new UserSnapshot(UUID.randomUUID(), "unknown");
    wanted.accept(Scenario.newDataset(D, A));
    wanted.accept(new Command.CreateSnapshot(D, daily));
    wanted.accept(new Command.DeleteSnapshot(D, "daily"));
    wanted.accept(new Command.CreateSnapshot(D, again));
    reports(A, volume(D, A, 1));
    reports(B, holding(A, daily, unknown));
    assertThat(told(B).snapshots().remove()).containsExactly(daily);
    assertThat(told(A).snapshots())
        .isEqualTo(new WantedDataset.Snapshots(List.of(again), List.of()));
  }

  @Test
  void who_may_make_a_clone_may_not_make_an_empty_volume() {
    UserSnapshot daily = new UserSnapshot(UUID.randomUUID(), "daily");
    wanted.accept(Scenario.newDataset(E, A));
    wanted.accept(new Command.CreateSnapshot(E, daily));
    wanted.accept(new Command.CloneDataset(D, E, "daily", A, Optional.empty(), Map.of()));
    assertThat(told(A).mayCreate()).isFalse();
    assertThat(told(A).mayClone()).contains(new WantedDataset.Origin(E, daily));

    wanted.accept(new Command.RecordVolume(D, A, 1));
    assertThat(told(A).mayClone()).isEmpty();
    assertThat(told(A).mayCreate()).isFalse();
  }

  @Test
  void who_may_make_a_volume_is_told_its_options_and_nobody_else() {
    Map<String, String> metadata =
        Map.of("flocker:option:zfs.recordsize", "16k", "flocker:option:zfs.atime", "off");
    wanted.accept(new Command.CreateDataset(D, A, Optional.empty(), metadata));
    assertThat(told(A).properties().values())
        .isEqualTo(Map.of("zfs.atime", "off", "zfs.recordsize", "16384"));

    wanted.accept(new Command.RecordVolume(D, A, 1));
    assertThat(told(A).properties()).isEqualTo(VolumeProperties.NONE);
  }

  @Test
  void the_same_state_gives_the_same_wishes() {
    wanted.accept(Scenario.newDataset(D, A));
    reports(A, volume(D, A, 1));
    reports(B, volume(D, A, 1));
    reports(STRANGER, volume(D, A, 1));
    assertThat(wishes(UNIT)).isEqualTo(wishes(UNIT));
    assertThat(told(A).copies()).extracting(WantedDataset.Copy::node).containsExactly(B, STRANGER);
  }

  @Test
  void nobody_is_told_of_what_nobody_has_used_yet() {
    wanted.accept(
        new VolumeCommand.CreateNamedDataset(
            D, "pgdata", A, Optional.empty(), Optional.empty(), Map.of()));
    assertThat(UnitWishes.of(UNIT, wanted.now(), cluster.now())).isEmpty();

    wanted.accept(new VolumeCommand.TakeNamedDataset("pgdata", Optional.empty(), B, "docker"));

    assertThat(UnitWishes.of(UNIT, wanted.now(), cluster.now())).containsOnlyKeys(B);
    assertThat(told(B).mayCreate()).isTrue();
    assertThat(told(B).name()).contains("pgdata");
  }

  @Test
  void what_is_in_the_trash_stays_as_it_is_without_its_name() {
    wanted.accept(
        new VolumeCommand.CreateNamedDataset(
            D, "pgdata", A, Optional.of(A), Optional.empty(), Map.of()));
    wanted.accept(new Command.RecordVolume(D, A, 1));
    WantedDataset before = told(A);
    assertThat(before.name()).contains("pgdata");

    wanted.accept(new VolumeCommand.RemoveNamedDataset("pgdata", Duration.ofDays(7)));

    WantedDataset after = told(A);
    assertThat(after.name()).isEmpty();
    assertThat(after.node()).isEqualTo(before.node());
    assertThat(after.deleted()).isFalse();
    assertThat(after.home()).isEqualTo(before.home());
  }
}
