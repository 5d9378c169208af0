package io.flocker.control.model;

import static io.flocker.control.model.Scenario.A;
import static io.flocker.control.model.Scenario.B;
import static io.flocker.control.model.Scenario.D;
import static io.flocker.control.model.Scenario.delete;
import static io.flocker.control.model.Scenario.move;
import static io.flocker.control.model.Scenario.newDataset;
import static org.assertj.core.api.Assertions.assertThat;

import io.flocker.control.model.Home.Standing;
import io.flocker.core.model.NodeId;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class HomeRulesTest {

  private final Scenario scenario = new Scenario();

  private Command absent(NodeId node) {
    return new Command.ConfirmAbsence(D, node, scenario.home(D).version());
  }

  @Test
  void a_new_dataset_is_granted_to_its_primary_in_the_same_change() {
    long before = scenario.now().revision();
    scenario.accept(newDataset(D, A));
    assertThat(scenario.home(D)).isEqualTo(new Home(D, new Standing.Granted(A), before + 1));
    assertThat(scenario.home(D).allowsCreationOn(A)).isTrue();
    assertThat(scenario.home(D).allowsCreationOn(B)).isFalse();
  }

  @Test
  void a_move_before_the_volume_exists_grants_nothing_until_the_first_node_has_none() {
    scenario.accept(newDataset(D, A));
    scenario.accept(move(D, B));
    assertThat(scenario.home(D).standing()).isEqualTo(new Standing.Withdrawn(A));

    scenario.accept(absent(A));

    assertThat(scenario.home(D).standing()).isEqualTo(new Standing.Granted(B));
  }

  @Test
  void a_report_from_before_the_withdrawal_proves_nothing() {
    scenario.accept(newDataset(D, A));
    long granted = scenario.home(D).version();
    scenario.accept(move(D, B));

    assertThat(scenario.refuse(new Command.ConfirmAbsence(D, A, granted)).code())
        .isEqualTo(RefusalCode.HOME_NOT_AS_EXPECTED);
  }

  @Test
  void an_answer_to_an_earlier_withdrawal_does_not_answer_a_later_one() {
    scenario.accept(newDataset(D, A));
    scenario.accept(move(D, B));
    Command first = absent(A);
    scenario.accept(move(D, A));
    scenario.accept(absent(A));
    assertThat(scenario.home(D).standing()).isEqualTo(new Standing.Granted(A));
    scenario.accept(move(D, B));

    assertThat(scenario.refuse(first).code()).isEqualTo(RefusalCode.HOME_NOT_AS_EXPECTED);
    assertThat(scenario.home(D).standing()).isEqualTo(new Standing.Withdrawn(A));
  }

  @Test
  void another_nodes_word_does_not_free_a_grant() {
    scenario.accept(newDataset(D, A));
    scenario.accept(move(D, B));
    assertThat(scenario.refuse(absent(B)).code()).isEqualTo(RefusalCode.HOME_NOT_AS_EXPECTED);
  }

  @Test
  void a_reported_volume_ends_every_grant_and_only_a_later_epoch_replaces_it() {
    scenario.accept(newDataset(D, A));
    scenario.accept(move(D, B));

    scenario.accept(new Command.RecordVolume(D, A, 3));
    assertThat(scenario.home(D).standing()).isEqualTo(new Standing.Exists(A, 3));
    assertThat(scenario.accept(new Command.RecordVolume(D, B, 3)).changes()).isEmpty();
    assertThat(scenario.accept(new Command.RecordVolume(D, B, 2)).changes()).isEmpty();
    scenario.accept(new Command.RecordVolume(D, B, 4));

    assertThat(scenario.home(D).standing()).isEqualTo(new Standing.Exists(B, 4));
    assertThat(scenario.refuse(new Command.GrantHome(D)).code())
        .isEqualTo(RefusalCode.HOME_NOT_AS_EXPECTED);
    scenario.accept(move(D, A));
    assertThat(scenario.home(D).standing()).isEqualTo(new Standing.Exists(B, 4));
  }

  @Test
  void a_dataset_that_may_exist_is_granted_only_when_someone_vouches() {
    scenario.accept(new Command.CreateDataset(D, A, Optional.empty(), Map.of(), true));
    assertThat(scenario.home(D).standing()).isEqualTo(new Standing.Unknown());
    scenario.accept(move(D, B));
    assertThat(scenario.home(D).standing()).isEqualTo(new Standing.Unknown());

    scenario.accept(new Command.GrantHome(D));

    assertThat(scenario.home(D).standing()).isEqualTo(new Standing.Granted(B));
    assertThat(scenario.accept(new Command.GrantHome(D)).changes()).isEmpty();
  }

  @Test
  void a_deleted_dataset_is_granted_to_nobody() {
    scenario.accept(newDataset(D, A));
    scenario.accept(delete(D));
    assertThat(scenario.home(D).standing()).isEqualTo(new Standing.Withdrawn(A));

    scenario.accept(absent(A));

    assertThat(scenario.home(D).standing()).isEqualTo(new Standing.Unknown());
    assertThat(scenario.refuse(new Command.GrantHome(D)).code())
        .isEqualTo(RefusalCode.HOME_NOT_AS_EXPECTED);
  }

  @Test
  void the_home_of_an_unknown_dataset_is_nobodys() {
    assertThat(scenario.refuse(new Command.RecordVolume(D, A, 1)).code())
        .isEqualTo(RefusalCode.DATASET_NOT_FOUND);
  }
}
