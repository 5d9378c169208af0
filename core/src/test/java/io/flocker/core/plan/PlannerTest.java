package io.flocker.core.plan;

import static io.flocker.core.plan.TestCluster.DB;
import static io.flocker.core.plan.TestCluster.app;
import static io.flocker.core.plan.TestCluster.node;
import static io.flocker.core.plan.TestCluster.settled;
import static org.assertj.core.api.Assertions.assertThat;

import io.flocker.core.model.NodeName;
import org.junit.jupiter.api.Test;

/** What holds for the plans of all kinds of things. */
class PlannerTest {

  @Test
  void what_concerns_different_applications_goes_on_side_by_side() {
    TestCluster c = settled(node("a")).wants("a", app("x"), app("y"));
    assertThat(c.plan("a").plan())
        .isInstanceOfSatisfying(
            Plan.Sequence.class,
            s ->
                assertThat(s.steps())
                    .singleElement()
                    .isInstanceOfSatisfying(
                        Plan.Parallel.class, p -> assertThat(p.branches()).hasSize(2)));
  }

  @Test
  void a_node_that_the_configuration_does_not_speak_of_is_left_alone() {
    TestCluster c = settled(node("a").runs(app("web")));
    c.wanted.remove(new NodeName("a"));
    assertThat(c.plan("a").isEmpty()).isTrue();
  }

  @Test
  void what_is_known_of_datasets_is_written_down_before_anything_else() {
    TestCluster c = new TestCluster(node("a").owns(DB, 2), node("b")).wants("b", app("web"));
    assertThat(c.plan("b").plan().allSteps().findFirst().orElseThrow().action())
        .isInstanceOfSatisfying(
            Action.RememberDatasets.class,
            action -> assertThat(action.datasets().getFirst().ownerName()).hasToString("a"));
  }
}
