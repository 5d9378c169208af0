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
import static io.flocker.control.model.Scenario.using;
import static org.assertj.core.api.Assertions.assertThat;

import io.flocker.control.model.Home.Standing;
import io.flocker.core.model.DatasetId;
import io.flocker.core.model.NodeId;
import io.flocker.core.model.Size;
import io.flocker.core.model.UserSnapshot;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class VolumeRulesTest {

  private static final Duration RETENTION = Duration.ofDays(7);
  private static final String DOCKER = Lease.DOCKER;

  private final Scenario scenario = new Scenario();

  private static Command create(DatasetId id, String name) {
    return create(id, name, Map.of());
  }

  private static Command create(DatasetId id, String name, Map<String, String> metadata) {
    return new VolumeCommand.CreateNamedDataset(
        id, name, A, Optional.empty(), Optional.empty(), metadata);
  }

  private static Command take(String name, NodeId node) {
    return new VolumeCommand.TakeNamedDataset(name, Optional.empty(), node, DOCKER);
  }

  private static Command leave(DatasetId id, NodeId node) {
    return new VolumeCommand.LeaveDataset(id, node, DOCKER);
  }

  private static Command remove(String name) {
    return new VolumeCommand.RemoveNamedDataset(name, RETENTION);
  }

  private static Command restore(DatasetId id) {
    return new VolumeCommand.RestoreDataset(id, Optional.empty());
  }

  private static Command restore(DatasetId id, String name) {
    return new VolumeCommand.RestoreDataset(id, Optional.of(name));
  }

  private Optional<Lease> held(DatasetId id) {
    return scenario.now().lease(id);
  }

  /** A volume of this name on A, which has made it. */
  private void onA(DatasetId id, String name) {
    scenario.accept(create(id, name));
    scenario.accept(take(name, A));
    scenario.accept(leave(id, A));
    scenario.accept(new Command.RecordVolume(id, A, 1));
  }

  @Test
  void a_new_volume_is_nowhere_before_it_is_taken() {
    Decision.Accepted made = scenario.accept(create(D, "pgdata"));

    assertThat(made.created()).isTrue();
    assertThat(scenario.dataset(D).name()).contains("pgdata");
    assertThat(scenario.home(D).standing()).isEqualTo(new Standing.Unplaced());
    assertThat(scenario.now().named("pgdata")).containsExactly(scenario.dataset(D));
    assertThat(held(D)).isEmpty();
  }

  @Test
  void a_volume_for_a_node_is_made_there_at_once() {
    scenario.accept(
        new VolumeCommand.CreateNamedDataset(
            D, "pgdata", A, Optional.of(B), Optional.of(Size.mebibytes(64)), Map.of()));

    assertThat(scenario.home(D).standing()).isEqualTo(new Standing.Granted(B));
    assertThat(scenario.dataset(D).primary()).isEqualTo(B);
    assertThat(scenario.dataset(D).maximumSize()).contains(Size.mebibytes(64));
  }

  @Test
  void a_volume_that_is_there_is_answered_as_it_is() {
    scenario.accept(create(D, "pgdata"));

    Decision.Accepted again =
        scenario.accept(
            new VolumeCommand.CreateNamedDataset(
                E, "pgdata", B, Optional.of(B), Optional.of(Size.mebibytes(64)), Map.of("x", "y")));

    assertThat(again.changes()).isEmpty();
    assertThat(again.created()).isFalse();
    assertThat(again.subject()).contains(scenario.dataset(D));
  }

  @Test
  void names_that_differ_by_case_only_do_not_stand_side_by_side() {
    scenario.accept(create(D, "PgData"));

    Refusal refusal = scenario.refuse(create(E, "pgdata"));

    assertThat(refusal.code()).isEqualTo(RefusalCode.INVALID);
    assertThat(refusal.description()).contains("\"pgdata\"", "PgData", "upper and lower case");
    assertThat(scenario.refuse(take("pgdata", A)).code()).isEqualTo(RefusalCode.DATASET_NOT_FOUND);
  }

  @Test
  void a_bad_name_or_size_makes_nothing() {
    assertThat(scenario.refuse(create(D, "a/b")).description()).contains("\"/\" as character 2");
    assertThat(scenario.refuse(create(D, "x".repeat(256))).code()).isEqualTo(RefusalCode.INVALID);
    Command tooSmall =
        new VolumeCommand.CreateNamedDataset(
            D, "pgdata", A, Optional.empty(), Optional.of(new Size(1024)), Map.of());
    assertThat(scenario.refuse(tooSmall).description()).contains("maximum_size");
  }

  @Test
  void a_name_that_users_gave_twice_means_none() {
    scenario.accept(new Command.CreateDataset(D, A, Optional.empty(), Map.of("name", "pgdata")));
    scenario.accept(new Command.CreateDataset(E, A, Optional.empty(), Map.of("name", "pgdata")));

    for (Command command :
        new Command[] {
          take("pgdata", A), remove("pgdata"), create(Scenario.dataset(3), "pgdata")
        }) {
      assertThat(scenario.refuse(command).code()).isEqualTo(RefusalCode.DATASET_NAME_NOT_UNIQUE);
      assertThat(scenario.refuse(command).description()).contains(D.toString(), E.toString());
    }
  }

  @Test
  void the_first_take_places_it_and_leases_it_in_one_step() {
    scenario.accept(create(D, "pgdata"));
    long before = scenario.now().revision();

    scenario.accept(take("pgdata", B));

    assertThat(scenario.now().revision()).isEqualTo(before + 1);
    assertThat(scenario.dataset(D).primary()).isEqualTo(B);
    assertThat(scenario.home(D).standing()).isEqualTo(new Standing.Granted(B));
    assertThat(held(D).orElseThrow().node()).isEqualTo(B);
    assertThat(held(D).orElseThrow().expires()).isEmpty();
    assertThat(held(D).orElseThrow().purpose()).contains("docker");
  }

  @Test
  void the_first_take_by_the_node_that_made_it_places_it_too() {
    scenario.accept(create(D, "pgdata"));
    scenario.accept(take("pgdata", A));
    assertThat(scenario.home(D).standing()).isEqualTo(new Standing.Granted(A));
  }

  @Test
  void of_two_takes_exactly_one_wins() {
    scenario.accept(create(D, "pgdata"));
    scenario.accept(take("pgdata", A));

    Refusal refusal = scenario.refuse(take("pgdata", B));

    assertThat(refusal.code()).isEqualTo(RefusalCode.DATASET_LEASED);
    assertThat(refusal.description())
        .contains("pgdata", A + " (10.0.0.1)", scenario.time().toString());
    assertThat(scenario.dataset(D).primary()).isEqualTo(A);
  }

  @Test
  void taking_twice_is_taking_once() {
    scenario.accept(create(D, "pgdata"));
    scenario.accept(take("pgdata", A));
    assertThat(scenario.accept(take("pgdata", A)).changes()).isEmpty();
  }

  @Test
  void what_was_left_goes_to_the_next_who_takes_it() {
    onA(D, "pgdata");

    scenario.accept(take("pgdata", B));

    assertThat(scenario.dataset(D).primary()).isEqualTo(B);
    assertThat(scenario.home(D).standing()).isEqualTo(new Standing.Exists(A, 1));
    assertThat(held(D).orElseThrow().node()).isEqualTo(B);
  }

  @Test
  void what_may_just_be_made_elsewhere_is_withdrawn_first() {
    scenario.accept(create(D, "pgdata"));
    scenario.accept(take("pgdata", A));
    scenario.accept(leave(D, A));

    scenario.accept(take("pgdata", B));

    assertThat(scenario.home(D).standing()).isEqualTo(new Standing.Withdrawn(A));
  }

  @Test
  void leaving_ends_only_what_the_caller_took() {
    scenario.accept(create(D, "pgdata"));
    scenario.accept(take("pgdata", A));

    assertThat(scenario.accept(leave(D, B)).changes()).isEmpty();
    assertThat(held(D)).isPresent();
    scenario.accept(leave(D, A));
    assertThat(held(D)).isEmpty();
    assertThat(scenario.accept(leave(D, A)).changes()).isEmpty();
    assertThat(scenario.accept(leave(E, A)).changes()).isEmpty();

    scenario.accept(lease(D, A));
    assertThat(scenario.accept(leave(D, A)).changes()).isEmpty();
    assertThat(held(D)).isPresent();
  }

  @Test
  void a_lease_of_a_user_without_an_end_is_left_as_it_is() {
    onA(D, "pgdata");
    scenario.accept(lease(D, A));
    Lease users = held(D).orElseThrow();

    assertThat(scenario.accept(take("pgdata", A)).changes()).isEmpty();
    assertThat(held(D)).contains(users);
    assertThat(scenario.refuse(take("pgdata", B)).code()).isEqualTo(RefusalCode.DATASET_LEASED);
  }

  @Test
  void a_lease_of_a_user_that_would_end_too_soon_becomes_dockers() {
    onA(D, "pgdata");
    scenario.accept(new Command.AcquireLease(D, A, Optional.of(Duration.ofMinutes(1))));

    scenario.accept(take("pgdata", A));

    assertThat(held(D).orElseThrow().expires()).isEmpty();
    assertThat(held(D).orElseThrow().isFor(DOCKER)).isTrue();
  }

  @Test
  void a_user_who_renews_dockers_lease_answers_for_it() {
    scenario.accept(create(D, "pgdata"));
    scenario.accept(take("pgdata", A));

    scenario.accept(lease(D, A));

    assertThat(held(D).orElseThrow().purpose()).isEmpty();
    assertThat(scenario.accept(leave(D, A)).changes()).isEmpty();
  }

  @Test
  void a_lease_that_has_ended_is_in_nobodys_way() {
    onA(D, "pgdata");
    scenario.accept(new Command.AcquireLease(D, A, Optional.of(Duration.ofMinutes(1))));
    scenario.pass(Duration.ofMinutes(2));

    scenario.accept(take("pgdata", B));

    assertThat(held(D).orElseThrow().node()).isEqualTo(B);
    assertThat(held(D).orElseThrow().version()).isEqualTo(1);
    assertThat(scenario.now().expiredLeases(scenario.time())).isEmpty();
  }

  @Test
  void a_move_by_a_user_respects_dockers_lease() {
    onA(D, "pgdata");
    scenario.accept(take("pgdata", A));

    assertThat(scenario.refuse(move(D, B)).code()).isEqualTo(RefusalCode.DATASET_LEASED);
    scenario.accept(new Command.MoveDataset(D, Optional.of(B), true));

    assertThat(held(D)).isEmpty();
    assertThat(scenario.accept(leave(D, A)).changes()).isEmpty();
  }

  @Test
  void a_node_that_left_takes_nothing_and_what_it_asked_for_does_not_hold_it() {
    scenario.accept(create(D, "pgdata"));
    scenario.accept(new Command.DecommissionNode(A));

    assertThat(scenario.refuse(take("pgdata", A)).code())
        .isEqualTo(RefusalCode.NODE_DECOMMISSIONED);
    assertThat(scenario.refuse(create(E, "other")).code())
        .isEqualTo(RefusalCode.NODE_DECOMMISSIONED);
    assertThat(scenario.refuse(take("pgdata", STRANGER)).code())
        .isEqualTo(RefusalCode.NODE_NOT_FOUND);
    scenario.accept(take("pgdata", B));
    assertThat(scenario.home(D).standing()).isEqualTo(new Standing.Granted(B));
  }

  @Test
  void a_volume_in_the_trash_still_holds_its_node() {
    onA(D, "pgdata");
    scenario.accept(remove("pgdata"));
    assertThat(scenario.refuse(new Command.DecommissionNode(A)).description())
        .contains(D.toString(), "in the trash");
  }

  @Test
  void what_a_container_uses_goes_nowhere_else() {
    scenario.accept(create(D, "pgdata"));
    scenario.accept(new Command.CreateContainer(A, using("db", D)));

    // A container is a first use.
    assertThat(scenario.home(D).standing()).isEqualTo(new Standing.Granted(A));
    Refusal refusal = scenario.refuse(take("pgdata", B));
    assertThat(refusal.code()).isEqualTo(RefusalCode.DATASET_USED_BY_CONTAINER);
    assertThat(refusal.description()).contains("container db", "10.0.0.1");
    assertThat(scenario.refuse(remove("pgdata")).code())
        .isEqualTo(RefusalCode.DATASET_USED_BY_CONTAINER);
    scenario.accept(take("pgdata", A));
  }

  @Test
  void a_move_places_what_nobody_has_used() {
    scenario.accept(create(D, "pgdata"));
    scenario.accept(move(D, A));
    assertThat(scenario.home(D).standing()).isEqualTo(new Standing.Granted(A));

    scenario.accept(create(E, "other"));
    scenario.accept(move(E, B));
    assertThat(scenario.home(E).standing()).isEqualTo(new Standing.Granted(B));
    assertThat(scenario.dataset(E).primary()).isEqualTo(B);
  }

  @Test
  void what_nobody_has_used_has_nothing_to_take_a_snapshot_of() {
    scenario.accept(create(D, "pgdata"));
    UserSnapshot snapshot = new UserSnapshot(UUID.randomUUID(), "daily");
    assertThat(scenario.refuse(new Command.CreateSnapshot(D, snapshot)).code())
        .isEqualTo(RefusalCode.DATASET_UNPLACED);
    assertThat(scenario.refuse(clone("pgdata", Optional.empty())).code())
        .isEqualTo(RefusalCode.DATASET_UNPLACED);
  }

  private static Command clone(String source, Optional<String> snapshot) {
    return new VolumeCommand.CloneNamedDataset(
        E,
        "copy",
        source,
        snapshot,
        new UserSnapshot(new UUID(1, 2), DatasetSnapshot.nameFor(E)),
        Optional.empty(),
        Optional.empty(),
        Map.of());
  }

  @Test
  void a_clone_of_now_is_made_where_its_source_is() {
    onA(D, "pgdata");
    scenario.accept(new Command.ResizeDataset(D, Optional.of(Size.mebibytes(128))));

    Decision.Accepted made = scenario.accept(clone("pgdata", Optional.empty()));

    assertThat(made.subject()).contains(scenario.dataset(E));
    assertThat(made.created()).isTrue();
    assertThat(scenario.dataset(E).name()).contains("copy");
    assertThat(scenario.dataset(E).maximumSize()).contains(Size.mebibytes(128));
    assertThat(scenario.home(E).standing()).isEqualTo(new Standing.Granted(A));
    assertThat(scenario.now().snapshotsOf(D)).hasSize(1);
    assertThat(scenario.accept(clone("pgdata", Optional.empty())).changes()).isEmpty();
    assertThat(scenario.refuse(take("copy", B)).code()).isEqualTo(RefusalCode.CLONE_NOT_MADE);
  }

  @Test
  void a_clone_of_a_snapshot_is_made_where_that_is() {
    onA(D, "pgdata");
    UserSnapshot daily = new UserSnapshot(UUID.randomUUID(), "daily");
    scenario.accept(new Command.CreateSnapshot(D, daily));
    scenario.accept(new Command.RecordSnapshot(D, daily, A));
    scenario.accept(move(D, B));
    scenario.accept(new Command.RecordVolume(D, B, 2));

    scenario.accept(clone("pgdata", Optional.of("daily")));

    assertThat(scenario.dataset(E).primary()).isEqualTo(A);
    assertThat(scenario.dataset(E).from().orElseThrow().snapshot()).isEqualTo(daily);
  }

  @Test
  void a_clone_of_what_is_not_there_says_what_is() {
    onA(D, "pgdata");
    scenario.accept(new Command.CreateSnapshot(D, new UserSnapshot(UUID.randomUUID(), "daily")));

    assertThat(scenario.refuse(clone("nothing", Optional.empty())).code())
        .isEqualTo(RefusalCode.DATASET_NOT_FOUND);
    Refusal refusal = scenario.refuse(clone("pgdata", Optional.of("weekly")));
    assertThat(refusal.code()).isEqualTo(RefusalCode.SNAPSHOT_NOT_FOUND);
    assertThat(refusal.description()).contains("weekly", "its snapshots: daily");
  }

  @Test
  void a_removed_volume_goes_into_the_trash_and_its_name_is_free() {
    onA(D, "pgdata");

    scenario.accept(remove("pgdata"));

    assertThat(scenario.dataset(D).trash())
        .contains(new Dataset.Trash(scenario.time(), scenario.time().plus(RETENTION)));
    assertThat(scenario.dataset(D).isDeleted()).isFalse();
    assertThat(scenario.home(D).standing()).isEqualTo(new Standing.Exists(A, 1));
    assertThat(scenario.now().named()).isEmpty();
    assertThat(scenario.refuse(take("pgdata", A)).code()).isEqualTo(RefusalCode.DATASET_NOT_FOUND);
    scenario.accept(create(E, "pgdata"));
  }

  @Test
  void the_tag_tells_that_something_is_in_the_trash() {
    onA(D, "pgdata");
    String before = scenario.now().tag();
    scenario.accept(remove("pgdata"));
    assertThat(scenario.now().tag()).isNotEqualTo(before);
    scenario.accept(restore(D));
    assertThat(scenario.now().tag()).isEqualTo(before);
  }

  @Test
  void what_is_in_use_is_not_removed() {
    onA(D, "pgdata");
    scenario.accept(take("pgdata", A));

    Refusal refusal = scenario.refuse(remove("pgdata"));

    assertThat(refusal.code()).isEqualTo(RefusalCode.DATASET_LEASED);
    assertThat(refusal.description()).contains("10.0.0.1");
  }

  @Test
  void each_volume_is_removed_by_its_own_rule() {
    String rule = VolumeMetadata.ON_REMOVE;
    scenario.accept(create(D, "kept", Map.of(rule, "retain")));
    scenario.accept(create(E, "gone", Map.of(rule, "delete")));
    DatasetId anonymous = Scenario.dataset(3);
    scenario.accept(create(anonymous, "f00", Map.of(VolumeMetadata.ANONYMOUS, "yes")));
    DatasetId odd = Scenario.dataset(4);
    scenario.accept(create(odd, "odd", Map.of(rule, "Explode")));
    for (String name : new String[] {"gone", "f00", "odd"}) {
      scenario.accept(take(name, A));
    }
    scenario.accept(leave(E, A));
    scenario.accept(leave(anonymous, A));
    scenario.accept(leave(odd, A));

    assertThat(scenario.accept(remove("kept")).changes()).isEmpty();
    scenario.accept(remove("gone"));
    scenario.accept(remove("f00"));
    scenario.accept(remove("odd"));

    assertThat(scenario.now().named("kept")).hasSize(1);
    assertThat(scenario.dataset(E).isDeleted()).isTrue();
    assertThat(scenario.dataset(anonymous).isDeleted()).isTrue();
    assertThat(scenario.dataset(odd).isTrashed()).isTrue();
  }

  @Test
  void what_was_never_used_needs_no_trash() {
    scenario.accept(create(D, "pgdata"));
    scenario.accept(remove("pgdata"));
    assertThat(scenario.dataset(D).isDeleted()).isTrue();
    assertThat(scenario.dataset(D).isTrashed()).isFalse();
  }

  @Test
  void nothing_is_done_with_what_is_in_the_trash_but_restoring_and_deleting() {
    onA(D, "pgdata");
    scenario.accept(remove("pgdata"));

    for (Command command :
        new Command[] {
          move(D, B),
          lease(D, A),
          new Command.ResizeDataset(D, Optional.empty()),
          new Command.UpdateMetadata(D, Map.of()),
          new Command.CreateSnapshot(D, new UserSnapshot(UUID.randomUUID(), "daily")),
          new Command.CreateContainer(A, using("db", D))
        }) {
      Refusal refusal = scenario.refuse(command);
      assertThat(refusal.code()).as("%s", command).isEqualTo(RefusalCode.DATASET_TRASHED);
      assertThat(refusal.description()).contains("restore it first");
    }
    scenario.accept(delete(D));
    assertThat(scenario.dataset(D).isTrashed()).isFalse();
    assertThat(scenario.refuse(restore(D)).code()).isEqualTo(RefusalCode.DATASET_DELETED);
  }

  @Test
  void what_is_restored_is_as_it_was() {
    onA(D, "pgdata");
    scenario.accept(remove("pgdata"));

    scenario.accept(restore(D));

    assertThat(scenario.dataset(D).isTrashed()).isFalse();
    assertThat(scenario.now().named("pgdata")).containsExactly(scenario.dataset(D));
    assertThat(scenario.accept(restore(D)).changes()).isEmpty();
    assertThat(scenario.accept(restore(D, "pgdata")).changes()).isEmpty();
    assertThat(scenario.refuse(restore(D, "other")).code())
        .isEqualTo(RefusalCode.DATASET_NOT_TRASHED);
    scenario.accept(take("pgdata", B));
  }

  @Test
  void a_name_that_is_taken_meanwhile_needs_another() {
    onA(D, "pgdata");
    scenario.accept(remove("pgdata"));
    scenario.accept(create(E, "PGDATA"));

    Refusal refusal = scenario.refuse(restore(D));

    assertThat(refusal.code()).isEqualTo(RefusalCode.DATASET_NAME_IN_USE);
    assertThat(refusal.description()).contains("PGDATA", E.toString(), "another name");
    assertThat(scenario.refuse(restore(D, "a b")).code()).isEqualTo(RefusalCode.INVALID);
    assertThat(scenario.refuse(restore(D, "pgdata")).code())
        .isEqualTo(RefusalCode.DATASET_NAME_IN_USE);
    scenario.accept(restore(D, "pgdata-old"));
    assertThat(scenario.now().named("pgdata-old")).hasSize(1);
    assertThat(scenario.refuse(restore(Scenario.dataset(9))).code())
        .isEqualTo(RefusalCode.DATASET_NOT_FOUND);
  }

  @Test
  void the_trash_is_emptied_of_what_was_there_long_enough() {
    onA(D, "first");
    onA(E, "second");
    scenario.accept(remove("first"));
    scenario.pass(Duration.ofDays(1));
    scenario.accept(remove("second"));
    scenario.pass(RETENTION.minusHours(1));

    assertThat(scenario.now().endedTrash(scenario.time())).containsExactly(scenario.dataset(D));
    scenario.accept(new VolumeCommand.EmptyTrash());

    assertThat(scenario.dataset(D).isDeleted()).isTrue();
    assertThat(scenario.dataset(E).isTrashed()).isTrue();
    assertThat(scenario.accept(new VolumeCommand.EmptyTrash()).changes()).isEmpty();
  }

  @Test
  void a_deleted_volume_has_no_name() {
    scenario.accept(newDataset(D, A));
    scenario.accept(new Command.UpdateMetadata(D, Map.of("name", "pgdata")));
    assertThat(scenario.now().named("pgdata")).hasSize(1);
    scenario.accept(delete(D));
    assertThat(scenario.now().named("pgdata")).isEmpty();
  }
}
