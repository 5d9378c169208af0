package io.flocker.core.plan;

import static io.flocker.core.plan.TestCluster.DB;
import static io.flocker.core.plan.TestCluster.Q;
import static io.flocker.core.plan.TestCluster.app;
import static io.flocker.core.plan.TestCluster.database;
import static io.flocker.core.plan.TestCluster.node;
import static io.flocker.core.plan.TestCluster.serving;
import static io.flocker.core.plan.TestNode.idOf;
import static org.assertj.core.api.Assertions.assertThat;

import io.flocker.core.model.NodeName;
import org.junit.jupiter.api.Test;

/** Datasets that no application brings with it, and plans without routes and ports. */
class DatasetsByThemselvesTest {

  @Test
  void a_new_one_is_created_where_it_is_wanted() {
    TestCluster c = new TestCluster(node("a"), node("b")).wantsDataset("a", DB);
    assertThat(c.unitSteps("a")).containsExactly("create db");
    assertThat(c.unitSteps("b")).isEmpty();
  }

  @Test
  void it_is_made_live_after_a_reboot() {
    TestCluster c = new TestCluster(node("a").committed(DB, 2)).wantsDataset("a", DB);
    assertThat(c.unitSteps("a")).containsExactly("activate db");
  }

  @Test
  void it_moves_without_any_container() {
    TestCluster c = new TestCluster(node("a").owns(DB, 1), node("b")).wantsDataset("b", DB);
    assertThat(c.unitSteps("a")).containsExactly("move [db] to b", "retire db at 2");
    assertThat(c.unitSteps("b")).containsExactly("await [db] from a");
  }

  @Test
  void a_hand_off_cut_short_is_settled_before_it_moves_again() {
    TestCluster c =
        new TestCluster(node("a").handsOff(DB, 5, idOf("b")), node("b")).wantsDataset("b", DB);
    assertThat(c.unitSteps("a"))
        .containsExactly("reclaim db from b at 7", "move [db] to b", "retire db at 6");
  }

  @Test
  void nothing_is_done_while_the_node_that_it_is_wanted_on_is_away() {
    TestCluster c = new TestCluster(node("a").owns(DB, 1)).wants("b").wantsDataset("b", DB);
    NodePlan plan = Planner.of(c.configuration(), c.cluster()).unitPlanFor(new NodeName("a"));
    assertThat(plan.plan().isEmpty()).isTrue();
    assertThat(plan.refusals())
        .singleElement()
        .satisfies(problem -> assertThat(problem.sentence()).contains("node b", "not reported"));
  }

  @Test
  void a_dataset_whose_owner_is_not_seen_is_not_created_anew() {
    TestCluster c = new TestCluster(node("a").knows(DB, "z", 3)).wantsDataset("a", DB);
    NodePlan plan = Planner.of(c.configuration(), c.cluster()).unitPlanFor(new NodeName("a"));
    assertThat(plan.plan().isEmpty()).isTrue();
    assertThat(plan.refusals())
        .singleElement()
        .satisfies(problem -> assertThat(problem.what()).contains("node z owns it at epoch 3"));
  }

  @Test
  void every_copy_of_a_deleted_one_is_destroyed_and_no_other() {
    TestCluster c =
        new TestCluster(
                node("a").owns(DB, 2).owns(Q, 1),
                node("b")
                    .volume(TestNode.record(DB, idOf("a"), 2, java.util.Optional.empty()), false))
            .deletes(DB);
    assertThat(c.unitSteps("a")).containsExactly("destroy db");
    assertThat(c.unitSteps("b")).containsExactly("destroy db");
  }

  @Test
  void what_is_wanted_is_never_destroyed() {
    TestCluster wanted = new TestCluster(node("a").owns(DB, 1)).wantsDataset("a", DB).deletes(DB);
    assertThat(wanted.unitSteps("a")).isEmpty();
    TestCluster used =
        new TestCluster(node("a").owns(DB, 1).runs(database(DB)))
            .wants("a", database(DB))
            .deletes(DB);
    assertThat(used.unitSteps("a")).isEmpty();
  }

  @Test
  void an_applications_wish_for_its_volume_counts_more() {
    TestCluster c =
        new TestCluster(node("a").owns(DB, 1), node("b").image("image:1"))
            .wants("b", database(DB))
            .wantsDataset("a", DB);
    assertThat(c.unitSteps("a")).startsWith("move [db] to b");
  }

  @Test
  void routes_and_ports_of_the_node_are_left_alone() {
    TestCluster c =
        new TestCluster(node("a").route(99, "b").image("image:1"), node("b"))
            .wants("a", serving(app("web"), 80));
    assertThat(c.unitSteps("a")).containsExactly("start web");
  }
}
