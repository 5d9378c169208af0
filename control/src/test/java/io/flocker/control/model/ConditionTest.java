package io.flocker.control.model;

import static io.flocker.control.model.Scenario.A;
import static io.flocker.control.model.Scenario.B;
import static io.flocker.control.model.Scenario.D;
import static io.flocker.control.model.Scenario.E;
import static io.flocker.control.model.Scenario.delete;
import static io.flocker.control.model.Scenario.lease;
import static io.flocker.control.model.Scenario.move;
import static io.flocker.control.model.Scenario.newDataset;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ConditionTest {

  private final Scenario scenario = new Scenario();

  private static RefusalCode code(Decision decision) {
    return ((Decision.Refused) decision).refusal().code();
  }

  @Test
  void a_tag_is_thirty_two_hexadecimal_digits_and_stands_for_the_datasets_alone() {
    scenario.accept(newDataset(D, A));
    String tag = scenario.now().tag();
    assertThat(tag).matches("[0-9a-f]{32}");

    scenario.accept(lease(D, A));
    scenario.accept(new Command.CreateContainer(A, Scenario.using("web")));
    scenario.accept(new Command.RecordVolume(D, A, 1));
    assertThat(scenario.now().tag()).isEqualTo(tag);

    scenario.accept(newDataset(E, A));
    assertThat(scenario.now().tag()).isNotEqualTo(tag);
  }

  @Test
  void equal_datasets_have_equal_tags_however_they_came_to_be() {
    scenario.accept(newDataset(D, A));
    scenario.accept(newDataset(E, B));
    scenario.accept(move(E, A));
    Scenario other = new Scenario();
    other.accept(newDataset(E, A));
    other.accept(newDataset(D, A));

    assertThat(scenario.now().tag()).isEqualTo(other.now().tag());
  }

  @Test
  void every_change_that_a_client_sees_changes_the_tag() {
    scenario.accept(newDataset(D, A));
    String created = scenario.now().tag();
    scenario.accept(move(D, B));
    String moved = scenario.now().tag();
    scenario.accept(delete(D));
    assertThat(Set.of(created, moved, scenario.now().tag())).hasSize(3);
  }

  @Test
  void one_of_the_tags_must_be_the_current_one() {
    String seen = scenario.now().tag();
    Condition condition = Condition.tags(Set.of("0".repeat(31) + "1", seen));
    assertThat(scenario.decide(newDataset(D, A), condition)).isInstanceOf(Decision.Accepted.class);
    scenario.accept(newDataset(D, A));

    Decision late = scenario.decide(newDataset(E, A), condition);

    assertThat(code(late)).isEqualTo(RefusalCode.TAG_MISMATCH);
    assertThat(((Decision.Refused) late).refusal().description())
        .contains(seen)
        .contains(scenario.now().tag());
  }

  @Test
  void the_condition_is_looked_at_before_the_command() {
    Condition condition = Condition.tags(Set.of("other"));
    assertThat(code(scenario.decide(move(D, A), condition))).isEqualTo(RefusalCode.TAG_MISMATCH);
  }

  @Test
  void a_version_must_be_that_of_the_object() {
    assertThat(code(scenario.decide(move(D, B), Condition.version(1))))
        .isEqualTo(RefusalCode.VERSION_MISMATCH);
    scenario.accept(newDataset(D, A));
    assertThat(scenario.decide(move(D, B), Condition.version(1)))
        .isInstanceOf(Decision.Accepted.class);
    scenario.accept(move(D, B));
    assertThat(code(scenario.decide(move(D, A), Condition.version(1))))
        .isEqualTo(RefusalCode.VERSION_MISMATCH);
  }

  @Test
  void together_means_all_or_none() {
    Command all = new Command.Together("two", List.of(newDataset(D, A), move(D, B)));
    long before = scenario.now().revision();
    scenario.accept(all);
    assertThat(scenario.now().revision()).isEqualTo(before + 1);
    assertThat(scenario.dataset(D).primary()).isEqualTo(B);

    Command half = new Command.Together("two", List.of(newDataset(E, A), newDataset(D, A)));
    assertThat(scenario.refuse(half).code()).isEqualTo(RefusalCode.DATASET_ID_IN_USE);
    assertThat(scenario.now().dataset(E)).isEmpty();
  }
}
