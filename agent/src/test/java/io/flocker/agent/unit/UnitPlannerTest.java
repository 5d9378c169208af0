package io.flocker.agent.unit;

import static io.flocker.agent.unit.TestUnit.A;
import static io.flocker.agent.unit.TestUnit.B;
import static io.flocker.agent.unit.TestUnit.DATA;
import static io.flocker.agent.unit.TestUnit.idOf;
import static io.flocker.agent.unit.TestUnit.state;
import static io.flocker.agent.unit.TestUnit.volume;
import static org.assertj.core.api.Assertions.assertThat;

import io.flocker.agent.half.Half;
import io.flocker.core.model.DatasetId;
import io.flocker.core.model.NodeName;
import io.flocker.core.model.Size;
import io.flocker.core.model.UserSnapshot;
import io.flocker.core.model.VolumeProperties;
import io.flocker.core.plan.Action;
import io.flocker.core.plan.Plan;
import io.flocker.core.state.KnownDataset;
import io.flocker.core.state.NodeState;
import io.flocker.core.state.ObservedVolume;
import io.flocker.wire.WantedDataset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class UnitPlannerTest {

  private static final VolumeProperties TUNED =
      VolumeProperties.of(Map.of("zfs.compression", "lz4"));

  @Test
  void an_empty_volume_is_created_only_with_leave() {
    UnitWish without = TestUnit.dataset(A, Map.of());
    Outlook outlook = UnitPlanner.plan(Half.BOTH, A, without, state(A));
    assertThat(outlook.now().isEmpty()).isTrue();
    assertThat(outlook.waitsFor()).singleElement().asString().contains("leave to create volume");

    Outlook granted = UnitPlanner.plan(Half.BOTH, A, TestUnit.granted(without), state(A));
    assertThat(granted.now().allSteps().map(Plan.Step::action))
        .containsExactly(new Action.CreateVolume(DATA, Optional.empty()));
    assertThat(granted.waitsFor()).isEmpty();
  }

  @Test
  void a_volume_is_made_with_its_options() {
    UnitWish plain = TestUnit.granted(TestUnit.dataset(A, Map.of()));
    UnitWish tuned =
        new UnitWish(
            1,
            plain.key(),
            plain.configuration(),
            plain.others(),
            plain.homes(),
            plain.grants(),
            plain.snapshots(),
            plain.origins(),
            new TreeMap<>(Map.of(DATA, TUNED)));
    assertThat(actions(tuned, state(A)))
        .containsExactly(new Action.CreateVolume(DATA, Optional.empty(), TUNED));
  }

  @Test
  void leave_is_worth_nothing_once_the_dataset_was_seen_elsewhere() {
    UnitWish wish = TestUnit.granted(TestUnit.dataset(A, Map.of()));
    UnitWish known =
        new UnitWish(
            1,
            wish.key(),
            wish.configuration(),
            wish.others(),
            List.of(new KnownDataset(DATA, idOf(B), B, 3)),
            wish.grants());
    Outlook outlook = UnitPlanner.plan(Half.BOTH, A, known, state(A));
    assertThat(outlook.now().isEmpty()).isTrue();
    assertThat(outlook.refusals().getFirst().sentence()).contains("owns it at epoch 3");
  }

  @Test
  void what_moves_here_is_waited_for_without_sitting_in_the_plan() {
    UnitWish wish = TestUnit.dataset(A, Map.of(B, state(B, volume(B, 1))));
    Outlook outlook = UnitPlanner.plan(Half.BOTH, A, wish, state(A));
    assertThat(outlook.now().isEmpty()).isTrue();
    assertThat(outlook.waitsFor()).singleElement().asString().contains("from node b");
  }

  @Test
  void what_leaves_is_moved_and_the_rest_done_at_once() {
    UnitWish wish = TestUnit.dataset(B, Map.of(B, state(B)));
    Outlook outlook = UnitPlanner.plan(Half.BOTH, A, wish, state(A, volume(A, 1)));
    assertThat(outlook.now().allSteps().map(Plan.Step::action))
        .hasExactlyElementsOfTypes(Action.MoveVolumes.class, Action.RetireVolume.class);
    assertThat(outlook.waitsFor()).isEmpty();
  }

  @Test
  void a_container_that_left_is_removed_here_only_when_it_runs_there() {
    UnitWish wish = TestUnit.container(B, Map.of(B, state(B)));
    Outlook outlook =
        UnitPlanner.plan(Half.BOTH, A, wish, TestUnit.running(state(A, volume(A, 1)), TestUnit.DB));
    assertThat(outlook.now().allSteps().map(Plan.Step::action))
        .hasExactlyElementsOfTypes(Action.MoveVolumes.class);
    assertThat(outlook.waitsFor()).singleElement().asString().contains("runs on node b");
  }

  private static final UserSnapshot DAILY = new UserSnapshot(new UUID(1, 1), "daily");
  private static final UserSnapshot OTHER = new UserSnapshot(new UUID(2, 2), "other");

  private static UnitWish taking(NodeName node, Map<NodeName, NodeState> others) {
    return TestUnit.snapshots(TestUnit.dataset(node, others), List.of(DAILY), List.of(OTHER));
  }

  private static List<Action> actions(UnitWish wish, NodeState observed) {
    return UnitPlanner.plan(Half.BOTH, A, wish, observed)
        .now()
        .allSteps()
        .map(Plan.Step::action)
        .toList();
  }

  @Test
  void a_snapshot_is_taken_once_by_who_owns_the_volume() {
    UnitWish wish = taking(A, Map.of(B, state(B, volume(A, 1))));
    assertThat(actions(wish, state(A, volume(A, 1))))
        .containsExactly(new Action.TakeSnapshot(DATA, DAILY));
    assertThat(actions(wish, state(A, TestUnit.holding(volume(A, 1), DAILY)))).isEmpty();
  }

  @Test
  void a_snapshot_is_not_taken_of_what_this_node_does_not_own() {
    UnitWish wish = taking(B, Map.of(B, state(B, volume(B, 2))));
    ObservedVolume replica =
        new ObservedVolume(volume(B, 2).record(), Optional.empty(), false, new Size(1), List.of());
    assertThat(actions(wish, state(A, replica))).isEmpty();
  }

  @Test
  void only_what_is_said_to_go_is_removed_also_from_a_replica() {
    UnitWish wish = taking(B, Map.of(B, state(B, volume(B, 2))));
    ObservedVolume replica =
        TestUnit.holding(
            new ObservedVolume(
                volume(B, 2).record(), Optional.empty(), false, new Size(1), List.of()),
            DAILY,
            OTHER);
    assertThat(actions(wish, state(A, replica)))
        .containsExactly(new Action.RemoveSnapshot(DATA, OTHER));
    assertThat(actions(TestUnit.dataset(B, wish.others()), state(A, replica))).isEmpty();
  }

  @Test
  void leave_to_make_a_clone_is_leave_to_make_that_and_nothing_else() {
    UnitWish wish = TestUnit.dataset(A, Map.of());
    DatasetId source = DatasetId.ofName("source");
    UnitWish clone =
        new UnitWish(
            1,
            wish.key(),
            wish.configuration(),
            wish.others(),
            wish.homes(),
            wish.grants(),
            wish.snapshots(),
            new TreeMap<>(Map.of(DATA, new WantedDataset.Origin(source, DAILY))),
            new TreeMap<>(Map.of(DATA, TUNED)));
    assertThat(actions(clone, state(A)))
        .containsExactly(new Action.CloneVolume(DATA, source, DAILY, Optional.empty(), TUNED));
    assertThat(actions(clone, state(A, volume(A, 1)))).isEmpty();
  }

  @Test
  void while_a_volume_leaves_no_snapshot_is_taken_of_it() {
    assertThat(actions(taking(B, Map.of(B, state(B))), state(A, volume(A, 1))))
        .hasExactlyElementsOfTypes(Action.MoveVolumes.class, Action.RetireVolume.class);
  }

  @Test
  void a_backend_that_cannot_take_snapshots_of_what_is_in_use_says_so_and_does_the_rest() {
    NodeState loopback =
        new NodeState(
            idOf(A),
            "loopback",
            false,
            false,
            List.of(),
            List.of(volume(A, 1)),
            new TreeSet<>(),
            new TreeSet<>(),
            new TreeSet<>(),
            new TreeSet<>(),
            List.of());
    Outlook outlook = UnitPlanner.plan(Half.BOTH, A, taking(A, Map.of()), loopback);
    assertThat(outlook.now().isEmpty()).isTrue();
    assertThat(outlook.refusals())
        .singleElement()
        .asString()
        .contains("loopback")
        .contains("daily");
  }

  @Test
  void nothing_is_left_to_do_when_all_is_as_wanted() {
    UnitWish wish = TestUnit.dataset(A, Map.of());
    assertThat(UnitPlanner.plan(Half.BOTH, A, wish, state(A, volume(A, 1))).isSettled()).isTrue();
    assertThat(wish.datasets()).isEqualTo(Set.of(DATA));
  }

  @Test
  void each_half_does_its_own_part_of_a_new_container_with_a_new_dataset() {
    UnitWish wish = TestUnit.granted(TestUnit.container(A, Map.of()));
    // The dataset agent does not look for images, and does not wait for them either.
    Outlook datasets = UnitPlanner.plan(Half.DATASETS, A, wish, NodeState.empty(TestUnit.idOf(A)));
    assertThat(actions(datasets)).containsExactly(new Action.CreateVolume(DATA, Optional.empty()));
    assertThat(datasets.waitsFor()).isEmpty();

    Outlook containers = UnitPlanner.plan(Half.CONTAINERS, A, wish, state(A));
    assertThat(actions(containers)).isEmpty();
    assertThat(containers.waitsFor())
        .singleElement()
        .asString()
        .contains("create volume", "(the dataset agent does that)");
  }

  @Test
  void with_its_volume_live_the_container_agent_starts_it_and_the_other_has_nothing_to_do() {
    UnitWish wish = TestUnit.container(A, Map.of());
    NodeState live = state(A, volume(A, 1));
    assertThat(actions(UnitPlanner.plan(Half.CONTAINERS, A, wish, live)))
        .hasExactlyElementsOfTypes(Action.StartContainer.class);
    assertThat(UnitPlanner.plan(Half.DATASETS, A, wish, live).isSettled()).isTrue();
  }

  @Test
  void a_container_does_not_start_on_a_volume_that_is_not_live() {
    UnitWish wish = TestUnit.container(A, Map.of());
    NodeState booted = state(A, TestUnit.unmounted(volume(A, 1)));
    Outlook containers = UnitPlanner.plan(Half.CONTAINERS, A, wish, booted);
    assertThat(actions(containers)).isEmpty();
    assertThat(containers.waitsFor()).singleElement().asString().contains("writable");
    assertThat(actions(UnitPlanner.plan(Half.DATASETS, A, wish, booted)))
        .containsExactly(new Action.ActivateVolume(DATA));
  }

  @Test
  void the_dataset_agent_moves_what_leaves_and_the_container_agent_waits_for_it() {
    UnitWish wish = TestUnit.container(B, Map.of(B, state(B)));
    NodeState running = TestUnit.running(state(A, volume(A, 1)), TestUnit.DB);
    assertThat(actions(UnitPlanner.plan(Half.DATASETS, A, wish, running)))
        .hasExactlyElementsOfTypes(Action.MoveVolumes.class);
    Outlook containers = UnitPlanner.plan(Half.CONTAINERS, A, wish, running);
    assertThat(actions(containers)).isEmpty();
    assertThat(containers.waitsFor())
        .singleElement()
        .asString()
        .contains("move application db", "(the dataset agent does that)");
  }

  @Test
  void what_is_left_of_a_volume_goes_after_the_container_that_has_it_mounted() {
    UnitWish wish =
        TestUnit.container(B, Map.of(B, TestUnit.running(state(B, volume(B, 2)), TestUnit.DB)));
    NodeState left = TestUnit.running(state(A, volume(A, 1)), TestUnit.DB);
    assertThat(actions(UnitPlanner.plan(Half.CONTAINERS, A, wish, left)))
        .containsExactly(new Action.RemoveContainer(TestUnit.DB.name()));
    Outlook datasets = UnitPlanner.plan(Half.DATASETS, A, wish, left);
    assertThat(actions(datasets)).isEmpty();
    assertThat(datasets.waitsFor())
        .singleElement()
        .asString()
        .contains("remove the container of application db", "(the container agent does that)");
  }

  private static List<Action> actions(Outlook outlook) {
    return outlook.now().allSteps().map(Plan.Step::action).toList();
  }
}
