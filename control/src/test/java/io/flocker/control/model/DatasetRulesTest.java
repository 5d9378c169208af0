package io.flocker.control.model;

import static io.flocker.control.model.Scenario.A;
import static io.flocker.control.model.Scenario.B;
import static io.flocker.control.model.Scenario.D;
import static io.flocker.control.model.Scenario.E;
import static io.flocker.control.model.Scenario.STRANGER;
import static io.flocker.control.model.Scenario.delete;
import static io.flocker.control.model.Scenario.lease;
import static io.flocker.control.model.Scenario.move;
import static io.flocker.control.model.Scenario.newDataset;
import static org.assertj.core.api.Assertions.assertThat;

import io.flocker.core.model.ApplicationName;
import io.flocker.core.model.Size;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class DatasetRulesTest {

  private final Scenario scenario = new Scenario();

  @Test
  void a_created_dataset_is_as_asked_for() {
    Decision.Accepted accepted =
        scenario.accept(
            new Command.CreateDataset(
                D, A, Optional.of(Size.mebibytes(64)), Map.of("name", "orders")));

    assertThat(accepted.created()).isTrue();
    assertThat(accepted.subject()).contains(scenario.dataset(D));
    assertThat(scenario.dataset(D))
        .isEqualTo(
            new Dataset(
                D,
                A,
                Optional.of(Size.mebibytes(64)),
                new TreeMap<>(Map.of("name", "orders")),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                1,
                scenario.time(),
                scenario.time()));
    assertThat(scenario.now().datasetsOn(A)).containsExactly(D);
  }

  @Test
  void an_id_is_given_once() {
    scenario.accept(newDataset(D, A));

    Refusal refusal = scenario.refuse(newDataset(D, B));

    assertThat(refusal.code()).isEqualTo(RefusalCode.DATASET_ID_IN_USE);
    assertThat(refusal.description()).contains(D.toString());
  }

  @Test
  void a_deleted_dataset_still_has_its_id() {
    scenario.accept(newDataset(D, A));
    scenario.accept(delete(D));

    Refusal refusal = scenario.refuse(newDataset(D, A));

    assertThat(refusal.code()).isEqualTo(RefusalCode.DATASET_ID_IN_USE);
    assertThat(refusal.description()).contains("deleted and is not purged yet");
  }

  @Test
  void an_unknown_primary_is_refused_with_the_nodes_that_there_are() {
    Refusal refusal = scenario.refuse(newDataset(D, STRANGER));

    assertThat(refusal.code()).isEqualTo(RefusalCode.NODE_NOT_FOUND);
    assertThat(refusal.description())
        .contains(STRANGER.toString())
        .contains(A + " (10.0.0.1)")
        .contains(B + " (10.0.0.2)");
  }

  @Test
  void every_value_that_is_not_allowed_is_named_at_once() {
    Map<String, String> metadata = new TreeMap<>();
    for (int i = 0; i < 16; i++) {
      metadata.put("key" + i, "");
    }
    metadata.put("x".repeat(257), "y".repeat(257));

    Refusal refusal =
        scenario.refuse(new Command.CreateDataset(D, A, Optional.of(new Size(1025)), metadata));

    assertThat(refusal.code()).isEqualTo(RefusalCode.INVALID);
    assertThat(refusal.details()).hasSize(5);
    assertThat(refusal.details().getFirst())
        .isEqualTo("maximum_size: 1025 (expected: at least 67108864 bytes, 64 MiB)");
  }

  @Test
  void the_limits_themselves_are_allowed() {
    Map<String, String> metadata = new TreeMap<>();
    for (int i = 0; i < 15; i++) {
      metadata.put("key" + i, "");
    }
    metadata.put("\uD83D\uDE00".repeat(256), "\uD83D\uDE00".repeat(256));

    scenario.accept(
        new Command.CreateDataset(D, A, Optional.of(new Size(67_108_864 + 1024)), metadata));
  }

  @Test
  void the_same_name_twice_is_allowed() {
    scenario.accept(new Command.CreateDataset(D, A, Optional.empty(), Map.of("name", "x")));
    scenario.accept(new Command.CreateDataset(E, A, Optional.empty(), Map.of("name", "x")));
  }

  @Test
  void a_move_changes_the_primary_and_the_version() {
    scenario.accept(newDataset(D, A));
    scenario.pass(Duration.ofSeconds(1));

    scenario.accept(move(D, B));

    assertThat(scenario.dataset(D).primary()).isEqualTo(B);
    assertThat(scenario.dataset(D).version()).isEqualTo(2);
    assertThat(scenario.dataset(D).changed()).isEqualTo(scenario.time());
    assertThat(scenario.now().datasetsOn(A)).isEmpty();
    assertThat(scenario.now().datasetsOn(B)).containsExactly(D);
  }

  @Test
  void a_move_to_where_it_is_or_to_nowhere_in_particular_changes_nothing() {
    scenario.accept(newDataset(D, A));
    Dataset before = scenario.dataset(D);

    Decision.Accepted same = scenario.accept(move(D, A));
    Decision.Accepted empty = scenario.accept(new Command.MoveDataset(D, Optional.empty(), false));

    assertThat(same).isEqualTo(empty).isEqualTo(Decision.Accepted.unchanged(before));
  }

  @Test
  void a_move_of_what_is_unknown_or_deleted_or_to_the_unknown_is_refused() {
    scenario.accept(newDataset(D, A));
    assertThat(scenario.refuse(move(E, B)).code()).isEqualTo(RefusalCode.DATASET_NOT_FOUND);
    assertThat(scenario.refuse(move(D, STRANGER)).code()).isEqualTo(RefusalCode.NODE_NOT_FOUND);

    scenario.accept(delete(D));

    assertThat(scenario.refuse(move(D, B)).code()).isEqualTo(RefusalCode.DATASET_DELETED);
    assertThat(scenario.refuse(new Command.MoveDataset(D, Optional.empty(), false)).code())
        .isEqualTo(RefusalCode.DATASET_DELETED);
  }

  @Test
  void a_dataset_in_use_elsewhere_does_not_move_unless_forced() {
    scenario.accept(newDataset(D, A));
    scenario.accept(lease(D, A));

    Refusal refusal = scenario.refuse(move(D, B));
    assertThat(refusal.code()).isEqualTo(RefusalCode.DATASET_LEASED);
    assertThat(refusal.description()).contains(A + " (10.0.0.1)");

    scenario.accept(new Command.MoveDataset(D, Optional.of(B), true));
    assertThat(scenario.dataset(D).primary()).isEqualTo(B);
    assertThat(scenario.now().leases()).isEmpty();
  }

  @Test
  void a_dataset_moves_to_the_node_that_holds_its_lease() {
    scenario.accept(newDataset(D, A));
    scenario.accept(lease(D, B));

    scenario.accept(move(D, B));

    assertThat(scenario.now().lease(D)).isPresent();
  }

  @Test
  void a_lease_that_has_ended_holds_nothing() {
    scenario.accept(newDataset(D, A));
    scenario.accept(new Command.AcquireLease(D, A, Optional.of(Duration.ofSeconds(5))));
    scenario.pass(Duration.ofSeconds(6));

    scenario.accept(move(D, B));

    assertThat(scenario.now().leases()).isEmpty();
  }

  @Test
  void deleting_marks_and_repeating_it_changes_nothing() {
    scenario.accept(newDataset(D, A));
    scenario.accept(delete(D));
    Dataset deleted = scenario.dataset(D);
    scenario.pass(Duration.ofDays(1));

    assertThat(scenario.accept(delete(D))).isEqualTo(Decision.Accepted.unchanged(deleted));
    assertThat(deleted.isDeleted()).isTrue();
    assertThat(deleted.version()).isEqualTo(2);
    assertThat(scenario.refuse(delete(E)).code()).isEqualTo(RefusalCode.DATASET_NOT_FOUND);
  }

  @Test
  void a_leased_dataset_is_not_deleted_unless_forced() {
    scenario.accept(newDataset(D, A));
    scenario.accept(lease(D, A));

    assertThat(scenario.refuse(delete(D)).code()).isEqualTo(RefusalCode.DATASET_LEASED);

    scenario.accept(new Command.DeleteDataset(D, true));
    assertThat(scenario.now().leases()).isEmpty();
    assertThat(scenario.dataset(D).isDeleted()).isTrue();
  }

  @Test
  void size_and_metadata_can_be_changed_until_it_is_deleted() {
    scenario.accept(newDataset(D, A));
    Command resize = new Command.ResizeDataset(D, Optional.of(Size.mebibytes(128)));
    Command describe = new Command.UpdateMetadata(D, Map.of("name", "new"));

    scenario.accept(resize);
    scenario.accept(describe);
    assertThat(scenario.accept(resize).changes()).isEmpty();
    assertThat(scenario.accept(describe).changes()).isEmpty();

    assertThat(scenario.dataset(D).maximumSize()).contains(Size.mebibytes(128));
    assertThat(scenario.dataset(D).metadata()).isEqualTo(Map.of("name", "new"));
    assertThat(scenario.dataset(D).version()).isEqualTo(3);
    assertThat(scenario.refuse(new Command.ResizeDataset(D, Optional.of(new Size(1)))).code())
        .isEqualTo(RefusalCode.INVALID);
    scenario.accept(delete(D));
    assertThat(scenario.refuse(resize).code()).isEqualTo(RefusalCode.DATASET_DELETED);
    assertThat(scenario.refuse(describe).code()).isEqualTo(RefusalCode.DATASET_DELETED);
  }

  @Test
  void a_purge_frees_the_id_of_what_was_deleted_long_ago() {
    scenario.accept(newDataset(D, A));
    scenario.accept(new Command.RecordVolume(D, A, 1));
    scenario.accept(delete(D));
    Instant deletion = scenario.time();
    assertThat(scenario.refuse(new Command.PurgeDatasets(Set.of(D), deletion)).code())
        .isEqualTo(RefusalCode.DATASET_NOT_PURGEABLE);

    scenario.accept(new Command.PurgeDatasets(Set.of(D), deletion.plusNanos(1)));

    assertThat(scenario.now().datasets()).isEmpty();
    assertThat(scenario.now().homes()).isEmpty();
    assertThat(scenario.now().tag()).isEqualTo(ClusterConfiguration.EMPTY.tag());
    scenario.accept(newDataset(D, A));
  }

  @Test
  void what_is_wanted_or_may_yet_appear_is_not_purged() {
    scenario.accept(newDataset(D, A));
    Command purge = new Command.PurgeDatasets(Set.of(D), Instant.MAX);
    assertThat(scenario.refuse(purge).code()).isEqualTo(RefusalCode.DATASET_NOT_PURGEABLE);

    scenario.accept(delete(D));
    assertThat(scenario.refuse(purge).description()).contains("may yet be made");

    scenario.accept(new Command.ConfirmAbsence(D, A, scenario.home(D).version()));
    scenario.accept(purge);
  }

  @Test
  void a_dataset_that_a_container_uses_is_not_deleted() {
    scenario.accept(Scenario.newDataset(D, A));
    scenario.accept(new Command.CreateContainer(A, Scenario.using("db", D)));
    Refusal refusal = scenario.refuse(new Command.DeleteDataset(D, true));
    assertThat(refusal.code()).isEqualTo(RefusalCode.DATASET_USED_BY_CONTAINER);
    assertThat(refusal.description()).contains("container db", "delete the container first");
    scenario.accept(new Command.DeleteContainer(new ApplicationName("db")));
    scenario.accept(Scenario.delete(D));
  }
}
