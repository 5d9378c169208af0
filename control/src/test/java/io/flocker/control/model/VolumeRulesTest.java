package io.flocker.control.model;

import static io.flocker.control.model.Scenario.A;
import static io.flocker.control.model.Scenario.B;
import static io.flocker.control.model.Scenario.D;
import static io.flocker.control.model.Scenario.E;
import static io.flocker.control.model.Scenario.STRANGER;
import static io.flocker.control.model.Scenario.lease;
import static io.flocker.control.model.Scenario.move;
import static io.flocker.control.model.Scenario.using;
import static io.flocker.control.model.VolumeCommands.leave;
import static io.flocker.control.model.VolumeCommands.newVolume;
import static io.flocker.control.model.VolumeCommands.onA;
import static io.flocker.control.model.VolumeCommands.remove;
import static io.flocker.control.model.VolumeCommands.take;
import static org.assertj.core.api.Assertions.assertThat;

import io.flocker.control.model.Home.Standing;
import io.flocker.core.model.DatasetId;
import io.flocker.core.model.Size;
import io.flocker.core.model.UserSnapshot;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class VolumeRulesTest {

  private final Scenario scenario = new Scenario();

  private Optional<Lease> held(DatasetId id) {
    return scenario.now().lease(id);
  }

  @Test
  void a_new_volume_is_nowhere_before_it_is_taken() {
    Decision.Accepted made = scenario.accept(newVolume(D, "pgdata"));

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
    scenario.accept(newVolume(D, "pgdata"));

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
    scenario.accept(newVolume(D, "PgData"));

    Refusal refusal = scenario.refuse(newVolume(E, "pgdata"));

    assertThat(refusal.code()).isEqualTo(RefusalCode.INVALID);
    assertThat(refusal.description()).contains("\"pgdata\"", "PgData", "upper and lower case");
    assertThat(scenario.refuse(take("pgdata", A)).code()).isEqualTo(RefusalCode.DATASET_NOT_FOUND);
  }

  @Test
  void a_bad_name_or_size_makes_nothing() {
    assertThat(scenario.refuse(newVolume(D, "a/b")).description()).contains("\"/\" as character 2");
    assertThat(scenario.refuse(newVolume(D, "x".repeat(256))).code())
        .isEqualTo(RefusalCode.INVALID);
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
          take("pgdata", A), remove("pgdata"), newVolume(Scenario.dataset(3), "pgdata")
        }) {
      assertThat(scenario.refuse(command).code()).isEqualTo(RefusalCode.DATASET_NAME_NOT_UNIQUE);
      assertThat(scenario.refuse(command).description()).contains(D.toString(), E.toString());
    }
  }

  @Test
  void the_first_take_places_it_and_leases_it_in_one_step() {
    scenario.accept(newVolume(D, "pgdata"));
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
    scenario.accept(newVolume(D, "pgdata"));
    scenario.accept(take("pgdata", A));
    assertThat(scenario.home(D).standing()).isEqualTo(new Standing.Granted(A));
  }

  @Test
  void of_two_takes_exactly_one_wins() {
    scenario.accept(newVolume(D, "pgdata"));
    scenario.accept(take("pgdata", A));

    Refusal refusal = scenario.refuse(take("pgdata", B));

    assertThat(refusal.code()).isEqualTo(RefusalCode.DATASET_LEASED);
    assertThat(refusal.description())
        .contains("pgdata", A + " (10.0.0.1)", scenario.time().toString());
    assertThat(scenario.dataset(D).primary()).isEqualTo(A);
  }

  @Test
  void taking_twice_is_taking_once() {
    scenario.accept(newVolume(D, "pgdata"));
    scenario.accept(take("pgdata", A));
    assertThat(scenario.accept(take("pgdata", A)).changes()).isEmpty();
  }

  @Test
  void what_was_left_goes_to_the_next_who_takes_it() {
    onA(scenario, D, "pgdata");

    scenario.accept(take("pgdata", B));

    assertThat(scenario.dataset(D).primary()).isEqualTo(B);
    assertThat(scenario.home(D).standing()).isEqualTo(new Standing.Exists(A, 1));
    assertThat(held(D).orElseThrow().node()).isEqualTo(B);
  }

  @Test
  void what_may_just_be_made_elsewhere_is_withdrawn_first() {
    scenario.accept(newVolume(D, "pgdata"));
    scenario.accept(take("pgdata", A));
    scenario.accept(leave(D, A));

    scenario.accept(take("pgdata", B));

    assertThat(scenario.home(D).standing()).isEqualTo(new Standing.Withdrawn(A));
  }

  @Test
  void leaving_ends_only_what_the_caller_took() {
    scenario.accept(newVolume(D, "pgdata"));
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
    onA(scenario, D, "pgdata");
    scenario.accept(lease(D, A));
    Lease users = held(D).orElseThrow();

    assertThat(scenario.accept(take("pgdata", A)).changes()).isEmpty();
    assertThat(held(D)).contains(users);
    assertThat(scenario.refuse(take("pgdata", B)).code()).isEqualTo(RefusalCode.DATASET_LEASED);
  }

  @Test
  void a_lease_of_a_user_that_would_end_too_soon_becomes_dockers() {
    onA(scenario, D, "pgdata");
    scenario.accept(new Command.AcquireLease(D, A, Optional.of(Duration.ofMinutes(1))));

    scenario.accept(take("pgdata", A));

    assertThat(held(D).orElseThrow().expires()).isEmpty();
    assertThat(held(D).orElseThrow().isFor(Lease.DOCKER)).isTrue();
  }

  @Test
  void a_user_who_renews_dockers_lease_answers_for_it() {
    scenario.accept(newVolume(D, "pgdata"));
    scenario.accept(take("pgdata", A));

    scenario.accept(lease(D, A));

    assertThat(held(D).orElseThrow().purpose()).isEmpty();
    assertThat(scenario.accept(leave(D, A)).changes()).isEmpty();
  }

  @Test
  void a_lease_that_has_ended_is_in_nobodys_way() {
    onA(scenario, D, "pgdata");
    scenario.accept(new Command.AcquireLease(D, A, Optional.of(Duration.ofMinutes(1))));
    scenario.pass(Duration.ofMinutes(2));

    scenario.accept(take("pgdata", B));

    assertThat(held(D).orElseThrow().node()).isEqualTo(B);
    assertThat(held(D).orElseThrow().version()).isEqualTo(1);
    assertThat(scenario.now().expiredLeases(scenario.time())).isEmpty();
  }

  @Test
  void a_move_by_a_user_respects_dockers_lease() {
    onA(scenario, D, "pgdata");
    scenario.accept(take("pgdata", A));

    assertThat(scenario.refuse(move(D, B)).code()).isEqualTo(RefusalCode.DATASET_LEASED);
    scenario.accept(new Command.MoveDataset(D, Optional.of(B), true));

    assertThat(held(D)).isEmpty();
    assertThat(scenario.accept(leave(D, A)).changes()).isEmpty();
  }

  @Test
  void a_node_that_left_takes_nothing_and_what_it_asked_for_does_not_hold_it() {
    scenario.accept(newVolume(D, "pgdata"));
    scenario.accept(new Command.DecommissionNode(A));

    assertThat(scenario.refuse(take("pgdata", A)).code())
        .isEqualTo(RefusalCode.NODE_DECOMMISSIONED);
    assertThat(scenario.refuse(newVolume(E, "other")).code())
        .isEqualTo(RefusalCode.NODE_DECOMMISSIONED);
    assertThat(scenario.refuse(take("pgdata", STRANGER)).code())
        .isEqualTo(RefusalCode.NODE_NOT_FOUND);
    scenario.accept(take("pgdata", B));
    assertThat(scenario.home(D).standing()).isEqualTo(new Standing.Granted(B));
  }

  @Test
  void what_a_container_uses_goes_nowhere_else() {
    scenario.accept(newVolume(D, "pgdata"));
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
    scenario.accept(newVolume(D, "pgdata"));
    scenario.accept(move(D, A));
    assertThat(scenario.home(D).standing()).isEqualTo(new Standing.Granted(A));

    scenario.accept(newVolume(E, "other"));
    scenario.accept(move(E, B));
    assertThat(scenario.home(E).standing()).isEqualTo(new Standing.Granted(B));
    assertThat(scenario.dataset(E).primary()).isEqualTo(B);
  }

  @Test
  void what_nobody_has_used_has_nothing_to_take_a_snapshot_of() {
    scenario.accept(newVolume(D, "pgdata"));
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
    onA(scenario, D, "pgdata");
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
    onA(scenario, D, "pgdata");
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
    onA(scenario, D, "pgdata");
    scenario.accept(new Command.CreateSnapshot(D, new UserSnapshot(UUID.randomUUID(), "daily")));

    assertThat(scenario.refuse(clone("nothing", Optional.empty())).code())
        .isEqualTo(RefusalCode.DATASET_NOT_FOUND);
    Refusal refusal = scenario.refuse(clone("pgdata", Optional.of("weekly")));
    assertThat(refusal.code()).isEqualTo(RefusalCode.SNAPSHOT_NOT_FOUND);
    assertThat(refusal.description()).contains("weekly", "its snapshots: daily");
  }
}
