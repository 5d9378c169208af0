package io.flocker.agent.unit;

import static io.flocker.agent.unit.TestUnit.A;
import static io.flocker.agent.unit.TestUnit.B;
import static io.flocker.agent.unit.TestUnit.DATA;
import static io.flocker.agent.unit.TestUnit.DB;
import static io.flocker.agent.unit.TestUnit.idOf;
import static io.flocker.agent.unit.TestUnit.state;
import static io.flocker.agent.unit.TestUnit.volume;
import static org.assertj.core.api.Assertions.assertThat;

import io.flocker.agent.half.Half;
import io.flocker.core.model.Dataset;
import io.flocker.core.model.NodeId;
import io.flocker.core.model.NodeName;
import io.flocker.core.model.VolumeProperties;
import io.flocker.core.plan.Action;
import io.flocker.core.plan.Plan;
import io.flocker.wire.Neighbour;
import io.flocker.wire.WantedDataset;
import io.flocker.wire.Wish;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class WishReaderTest {

  private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");

  private static final VolumeProperties TUNED =
      VolumeProperties.of(Map.of("zfs.compression", "lz4"));

  private static UnitWish read(Optional<Instant> away, Wish wish) {
    Neighbour b = new Neighbour(idOf(B), Optional.of(B.value()), 4525, "btrfs", away);
    return new WishReader(idOf(A), A, Map.of(idOf(B), b)).read(1, wish);
  }

  private static WantedDataset dataset(NodeName node, boolean deleted, boolean mayCreate) {
    return new WantedDataset(
        DATA,
        idOf(node),
        Optional.empty(),
        deleted,
        mayCreate,
        List.of(new WantedDataset.Copy(idOf(B), volume(B, 4))),
        Optional.of(new WantedDataset.Home(idOf(B), 4)));
  }

  @Test
  void a_dataset_that_comes_from_another_node_is_waited_for() {
    UnitWish wish = read(Optional.empty(), new Wish.OfDataset(dataset(A, false, false)));
    assertThat(wish.configuration().datasetsOn(A))
        .containsExactly(new Dataset(DATA, Optional.empty()));
    assertThat(wish.others()).containsOnlyKeys(B);
    Outlook outlook = UnitPlanner.plan(Half.BOTH, A, wish, state(A));
    assertThat(outlook.waitsFor()).singleElement().asString().contains("from node b");
  }

  @Test
  void while_its_owner_is_away_nothing_is_made_in_its_place() {
    UnitWish wish = read(Optional.of(NOON), new Wish.OfDataset(dataset(A, false, true)));
    assertThat(wish.others()).isEmpty();
    Outlook outlook = UnitPlanner.plan(Half.BOTH, A, wish, state(A));
    assertThat(outlook.now().isEmpty()).isTrue();
    assertThat(outlook.refusals().getFirst().sentence()).contains("node b owns it at epoch 4");
  }

  @Test
  void leave_to_create_reaches_the_planner() {
    WantedDataset fresh =
        new WantedDataset(
            DATA,
            idOf(A),
            Optional.empty(),
            false,
            true,
            List.of(),
            Optional.empty(),
            WantedDataset.Snapshots.NONE,
            Optional.empty(),
            Optional.empty(),
            TUNED);
    UnitWish wish = read(Optional.empty(), new Wish.OfDataset(fresh));
    assertThat(wish.grants()).isEqualTo(Set.of(DATA));
    assertThat(
            UnitPlanner.plan(Half.BOTH, A, wish, state(A)).now().allSteps().map(Plan.Step::action))
        .containsExactly(new Action.CreateVolume(DATA, Optional.empty(), TUNED));
  }

  @Test
  void a_new_dataset_of_a_container_has_its_options_too() {
    WantedDataset fresh =
        new WantedDataset(
            DATA,
            idOf(A),
            Optional.empty(),
            false,
            true,
            List.of(),
            Optional.empty(),
            WantedDataset.Snapshots.NONE,
            Optional.empty(),
            Optional.empty(),
            TUNED);
    Wish wish =
        new Wish.OfContainer(DB.name(), idOf(A), false, Optional.of(DB), List.of(fresh), Map.of());
    assertThat(
            UnitPlanner.plan(Half.DATASETS, A, read(Optional.empty(), wish), state(A))
                .now()
                .allSteps()
                .map(Plan.Step::action))
        .contains(new Action.CreateVolume(DATA, Optional.empty(), TUNED));
  }

  @Test
  void a_deleted_dataset_is_destroyed_here() {
    UnitWish wish = read(Optional.empty(), new Wish.OfDataset(dataset(B, true, false)));
    assertThat(
            UnitPlanner.plan(Half.BOTH, A, wish, state(A, volume(B, 4)))
                .now()
                .allSteps()
                .map(Plan.Step::action))
        .containsExactly(new Action.DestroyVolume(DATA));
  }

  @Test
  void a_container_is_wanted_where_its_wish_says() {
    Wish wish =
        new Wish.OfContainer(
            DB.name(),
            idOf(B),
            false,
            Optional.of(DB),
            List.of(dataset(B, false, false)),
            Map.of());
    UnitWish read = read(Optional.empty(), wish);
    assertThat(read.configuration().applicationsOn(B)).containsExactly(DB);
    assertThat(read.configuration().applicationsOn(A)).isEmpty();
    assertThat(read.containers()).containsExactly(DB.name());
  }

  @Test
  void a_container_that_is_wanted_nowhere_is_removed() {
    Wish wish =
        new Wish.OfContainer(DB.name(), idOf(A), true, Optional.empty(), List.of(), Map.of());
    Outlook outlook =
        UnitPlanner.plan(
            Half.BOTH, A, read(Optional.empty(), wish), TestUnit.running(state(A), DB));
    assertThat(outlook.now().allSteps().map(Plan.Step::action))
        .containsExactly(new Action.RemoveContainer(DB.name()));
  }

  @Test
  void a_node_of_which_nothing_is_known_yet_goes_by_its_id() {
    NodeId stranger = idOf(new NodeName("stranger"));
    WantedDataset dataset =
        new WantedDataset(
            DATA, stranger, Optional.empty(), false, false, List.of(), Optional.empty());
    UnitWish wish = read(Optional.empty(), new Wish.OfDataset(dataset));
    assertThat(wish.configuration().datasetsOn(new NodeName(stranger.toString()))).hasSize(1);
  }
}
