package io.flocker.control.model;

import static io.flocker.control.model.Scenario.A;
import static io.flocker.control.model.Scenario.B;
import static io.flocker.control.model.Scenario.D;
import static io.flocker.control.model.Scenario.E;
import static org.assertj.core.api.Assertions.assertThat;

import io.flocker.control.model.Home.Standing;
import io.flocker.core.model.DatasetId;
import io.flocker.core.model.NodeId;
import io.flocker.core.model.UserSnapshot;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class CloneRulesTest {

  private static final UserSnapshot DAILY = new UserSnapshot(new UUID(1, 1), "daily");

  private final Scenario scenario = new Scenario();

  @BeforeEach
  void make() {
    scenario.accept(Scenario.newDataset(D, A));
    scenario.accept(new Command.RecordVolume(D, A, 1));
    scenario.accept(new Command.CreateSnapshot(D, DAILY));
  }

  private static Command clone(DatasetId source, String snapshot, NodeId primary) {
    return new Command.CloneDataset(E, source, snapshot, primary, Optional.empty(), Map.of());
  }

  @Test
  void a_clone_remembers_its_origin_and_its_node_may_make_it() {
    scenario.accept(clone(D, "daily", A));
    assertThat(scenario.dataset(E).from()).contains(new Dataset.Origin(D, DAILY));
    assertThat(scenario.home(E).standing()).isEqualTo(new Standing.Granted(A));
  }

  @Test
  void it_can_only_be_made_where_its_snapshot_is() {
    Refusal refusal = scenario.refuse(clone(D, "daily", B));
    assertThat(refusal.code()).isEqualTo(RefusalCode.SNAPSHOT_ON_ANOTHER_NODE);
    assertThat(refusal.description()).contains("10.0.0.1").contains("move the clone");
    scenario.accept(new Command.RecordSnapshot(D, DAILY, B));
    assertThat(scenario.refuse(clone(D, "daily", A)).description()).contains("10.0.0.2");
    scenario.accept(clone(D, "daily", B));
  }

  @Test
  void without_the_snapshot_or_the_dataset_there_is_none() {
    assertThat(scenario.refuse(clone(D, "weekly", A)).code())
        .isEqualTo(RefusalCode.SNAPSHOT_NOT_FOUND);
    assertThat(scenario.refuse(clone(E, "daily", A)).code())
        .isEqualTo(RefusalCode.DATASET_NOT_FOUND);
    scenario.accept(new Command.DeleteSnapshot(D, "daily"));
    assertThat(scenario.refuse(clone(D, "daily", A)).code())
        .isEqualTo(RefusalCode.SNAPSHOT_NOT_FOUND);
  }

  @Test
  void it_moves_once_it_is_made() {
    scenario.accept(clone(D, "daily", A));
    assertThat(scenario.refuse(Scenario.move(E, B)).code()).isEqualTo(RefusalCode.CLONE_NOT_MADE);
    scenario.accept(new Command.RecordVolume(E, A, 1));
    scenario.accept(Scenario.move(E, B));
    assertThat(scenario.dataset(E).from()).contains(new Dataset.Origin(D, DAILY));
  }

  @Test
  void its_id_must_be_free() {
    scenario.accept(Scenario.newDataset(E, A));
    assertThat(scenario.refuse(clone(D, "daily", A)).code())
        .isEqualTo(RefusalCode.DATASET_ID_IN_USE);
  }
}
