package io.flocker.control.model;

import static io.flocker.control.model.Scenario.A;
import static io.flocker.control.model.Scenario.B;
import static io.flocker.control.model.Scenario.D;
import static io.flocker.control.model.Scenario.E;
import static io.flocker.control.model.Scenario.delete;
import static io.flocker.control.model.Scenario.lease;
import static io.flocker.control.model.Scenario.move;
import static io.flocker.control.model.Scenario.newDataset;
import static io.flocker.control.model.Scenario.using;
import static io.flocker.control.model.VolumeCommands.RETENTION;
import static io.flocker.control.model.VolumeCommands.leave;
import static io.flocker.control.model.VolumeCommands.newVolume;
import static io.flocker.control.model.VolumeCommands.onA;
import static io.flocker.control.model.VolumeCommands.remove;
import static io.flocker.control.model.VolumeCommands.restore;
import static io.flocker.control.model.VolumeCommands.take;
import static org.assertj.core.api.Assertions.assertThat;

import io.flocker.control.model.Home.Standing;
import io.flocker.core.model.DatasetId;
import io.flocker.core.model.UserSnapshot;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class TrashRulesTest {

  private final Scenario scenario = new Scenario();

  @Test
  void a_volume_in_the_trash_still_holds_its_node() {
    onA(scenario, D, "pgdata");
    scenario.accept(remove("pgdata"));
    assertThat(scenario.refuse(new Command.DecommissionNode(A)).description())
        .contains(D.toString(), "in the trash");
  }

  @Test
  void a_removed_volume_goes_into_the_trash_and_its_name_is_free() {
    onA(scenario, D, "pgdata");

    scenario.accept(remove("pgdata"));

    assertThat(scenario.dataset(D).trash())
        .contains(new Dataset.Trash(scenario.time(), scenario.time().plus(RETENTION)));
    assertThat(scenario.dataset(D).isDeleted()).isFalse();
    assertThat(scenario.home(D).standing()).isEqualTo(new Standing.Exists(A, 1));
    assertThat(scenario.now().named()).isEmpty();
    assertThat(scenario.refuse(take("pgdata", A)).code()).isEqualTo(RefusalCode.DATASET_NOT_FOUND);
    scenario.accept(newVolume(E, "pgdata"));
  }

  @Test
  void the_tag_tells_that_something_is_in_the_trash() {
    onA(scenario, D, "pgdata");
    String before = scenario.now().tag();
    scenario.accept(remove("pgdata"));
    assertThat(scenario.now().tag()).isNotEqualTo(before);
    scenario.accept(restore(D));
    assertThat(scenario.now().tag()).isEqualTo(before);
  }

  @Test
  void each_volume_is_removed_by_its_own_rule() {
    String rule = VolumeMetadata.ON_REMOVE;
    scenario.accept(newVolume(D, "kept", Map.of(rule, "retain")));
    scenario.accept(newVolume(E, "gone", Map.of(rule, "delete")));
    DatasetId anonymous = Scenario.dataset(3);
    scenario.accept(newVolume(anonymous, "f00", Map.of(VolumeMetadata.ANONYMOUS, "yes")));
    DatasetId odd = Scenario.dataset(4);
    scenario.accept(newVolume(odd, "odd", Map.of(rule, "Explode")));
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
    scenario.accept(newVolume(D, "pgdata"));
    scenario.accept(remove("pgdata"));
    assertThat(scenario.dataset(D).isDeleted()).isTrue();
    assertThat(scenario.dataset(D).isTrashed()).isFalse();
  }

  @Test
  void nothing_is_done_with_what_is_in_the_trash_but_restoring_and_deleting() {
    onA(scenario, D, "pgdata");
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
    onA(scenario, D, "pgdata");
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
    onA(scenario, D, "pgdata");
    scenario.accept(remove("pgdata"));
    scenario.accept(newVolume(E, "PGDATA"));

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
    onA(scenario, D, "first");
    onA(scenario, E, "second");
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
  void what_is_in_use_is_not_removed() {
    onA(scenario, D, "pgdata");
    scenario.accept(take("pgdata", A));

    Refusal refusal = scenario.refuse(remove("pgdata"));

    assertThat(refusal.code()).isEqualTo(RefusalCode.DATASET_LEASED);
    assertThat(refusal.description()).contains("10.0.0.1");
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
