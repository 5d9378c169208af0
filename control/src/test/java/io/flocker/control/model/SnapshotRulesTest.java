package io.flocker.control.model;

import static io.flocker.control.model.Scenario.A;
import static io.flocker.control.model.Scenario.B;
import static io.flocker.control.model.Scenario.D;
import static io.flocker.control.model.Scenario.E;
import static org.assertj.core.api.Assertions.assertThat;

import io.flocker.core.model.UserSnapshot;
import java.time.Duration;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SnapshotRulesTest {

  private static final UserSnapshot FIRST = new UserSnapshot(new UUID(1, 1), "daily");
  private static final UserSnapshot SECOND = new UserSnapshot(new UUID(2, 2), "daily");

  private final Scenario scenario = new Scenario();

  @BeforeEach
  void make() {
    scenario.accept(Scenario.newDataset(D, A));
  }

  private DatasetSnapshot snapshot(UserSnapshot id) {
    return scenario.now().snapshot(D, id).orElseThrow();
  }

  @Test
  void a_snapshot_is_wanted_until_it_is_deleted() {
    Decision.Accepted accepted = scenario.accept(new Command.CreateSnapshot(D, FIRST));
    assertThat(accepted.created()).isTrue();
    assertThat(scenario.now().snapshotsOf(D)).containsExactly(snapshot(FIRST));
    assertThat(snapshot(FIRST).created()).isEqualTo(scenario.time());
    assertThat(scenario.now().snapshot(D, "daily")).contains(snapshot(FIRST));

    scenario.accept(new Command.DeleteSnapshot(D, "daily"));
    assertThat(scenario.now().snapshot(D, "daily")).isEmpty();
    assertThat(snapshot(FIRST).deleted()).contains(scenario.time());
    assertThat(snapshot(FIRST).version()).isEqualTo(2);
  }

  @Test
  void it_changes_neither_the_datasets_version_nor_the_tag() {
    String tag = scenario.now().tag();
    scenario.accept(new Command.CreateSnapshot(D, FIRST));
    scenario.accept(new Command.RecordSnapshot(D, FIRST, A));
    assertThat(scenario.dataset(D).version()).isEqualTo(1);
    assertThat(scenario.now().tag()).isEqualTo(tag);
  }

  @Test
  void a_name_is_taken_within_its_dataset_until_the_snapshot_is_deleted() {
    scenario.accept(Scenario.newDataset(E, A));
    scenario.accept(new Command.CreateSnapshot(D, FIRST));
    scenario.accept(new Command.CreateSnapshot(E, SECOND));
    Refusal refusal = scenario.refuse(new Command.CreateSnapshot(D, SECOND));
    assertThat(refusal.code()).isEqualTo(RefusalCode.SNAPSHOT_NAME_IN_USE);
    assertThat(refusal.description()).contains("daily").contains(D.toString());

    scenario.accept(new Command.DeleteSnapshot(D, "daily"));
    scenario.accept(new Command.CreateSnapshot(D, SECOND));
    assertThat(scenario.now().snapshot(D, "daily")).contains(snapshot(SECOND));
    assertThat(scenario.now().snapshotsOf(D)).hasSize(2);
  }

  @Test
  void a_dataset_that_is_not_there_or_deleted_has_no_snapshots() {
    assertThat(scenario.refuse(new Command.CreateSnapshot(E, FIRST)).code())
        .isEqualTo(RefusalCode.DATASET_NOT_FOUND);
    assertThat(scenario.refuse(new Command.DeleteSnapshot(D, "daily")).code())
        .isEqualTo(RefusalCode.SNAPSHOT_NOT_FOUND);
    scenario.accept(Scenario.delete(D));
    assertThat(scenario.refuse(new Command.CreateSnapshot(D, FIRST)).code())
        .isEqualTo(RefusalCode.DATASET_DELETED);
  }

  @Test
  void the_first_node_that_reports_it_has_it() {
    scenario.accept(new Command.CreateSnapshot(D, FIRST));
    scenario.accept(new Command.RecordSnapshot(D, FIRST, A));
    assertThat(snapshot(FIRST).holder()).contains(A);
    assertThat(scenario.accept(new Command.RecordSnapshot(D, FIRST, B)).changes()).isEmpty();
    assertThat(scenario.refuse(new Command.RecordSnapshot(D, SECOND, B)).code())
        .isEqualTo(RefusalCode.SNAPSHOT_NOT_FOUND);
  }

  @Test
  void only_one_that_was_deleted_long_enough_ago_is_forgotten() {
    scenario.accept(new Command.CreateSnapshot(D, FIRST));
    Command purge = new Command.PurgeSnapshots(D, Set.of(FIRST), scenario.time().plusSeconds(60));
    assertThat(scenario.refuse(purge).code()).isEqualTo(RefusalCode.SNAPSHOT_NOT_PURGEABLE);
    scenario.pass(Duration.ofSeconds(60));
    scenario.accept(new Command.DeleteSnapshot(D, "daily"));
    assertThat(scenario.refuse(purge).code()).isEqualTo(RefusalCode.SNAPSHOT_NOT_PURGEABLE);
    scenario.accept(new Command.PurgeSnapshots(D, Set.of(FIRST), scenario.time().plusSeconds(1)));
    assertThat(scenario.now().snapshotsOf(D)).isEmpty();
    assertThat(scenario.now().datasetsWithSnapshots()).isEmpty();
  }

  @Test
  void a_dataset_that_is_forgotten_takes_its_snapshots_with_it() {
    scenario.accept(new Command.RecordVolume(D, A, 1));
    scenario.accept(new Command.CreateSnapshot(D, FIRST));
    scenario.accept(Scenario.delete(D));
    scenario.accept(new Command.PurgeDatasets(Set.of(D), scenario.time().plusSeconds(1)));
    assertThat(scenario.now().datasetsWithSnapshots()).isEmpty();
  }
}
