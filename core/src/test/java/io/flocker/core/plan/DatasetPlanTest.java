package io.flocker.core.plan;

import static io.flocker.core.plan.TestCluster.DB;
import static io.flocker.core.plan.TestCluster.Q;
import static io.flocker.core.plan.TestCluster.app;
import static io.flocker.core.plan.TestCluster.database;
import static io.flocker.core.plan.TestCluster.node;
import static io.flocker.core.plan.TestCluster.settled;
import static io.flocker.core.plan.TestCluster.sized;
import static org.assertj.core.api.Assertions.assertThat;

import io.flocker.core.model.Application;
import io.flocker.core.model.Size;
import io.flocker.core.model.Volume;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The rows of the table of what happened to a dataset, as they should have been. */
class DatasetPlanTest {

  @Test
  void a_new_dataset_is_created_where_its_application_shall_run() {
    TestCluster c = new TestCluster(node("a"), node("b")).wants("a", database(DB));
    assertThat(c.steps("a")).containsExactly("pull image:1", "create db", "start db");
    assertThat(c.steps("b")).containsExactly("await db on a");
  }

  @Test
  void a_dataset_that_is_where_it_should_be_is_left_alone() {
    TestCluster c = settled(node("a").owns(DB, 1).runs(database(DB))).wants("a", database(DB));
    assertThat(c.plan("a").isEmpty()).isTrue();
    assertThat(c.plan("b").isEmpty()).isTrue();
  }

  @Test
  void another_size_is_set_without_a_restart() {
    Application small = sized(DB, Optional.of(Size.mebibytes(64)));
    TestCluster c = settled(node("a").owns(DB, 1).runs(database(DB))).wants("a", small);
    assertThat(c.steps("a")).containsExactly("resize db no limit to 64 MiB");
  }

  @Test
  void a_dataset_follows_its_application() {
    TestCluster c = settled(node("a").owns(DB, 4).runs(database(DB))).wants("b", database(DB));
    assertThat(c.steps("a"))
        .containsExactly("move [db] to b", "await db on b", "remove db", "retire db at 5");
    assertThat(c.steps("b")).containsExactly("pull image:1", "await [db] from a", "start db");
  }

  @Test
  void the_transfer_says_what_it_costs_and_carries_the_new_size() {
    Application small = sized(DB, Optional.of(Size.mebibytes(100)));
    TestCluster c = settled(node("a").owns(DB, 4).runs(database(DB))).wants("b", small);
    assertThat(c.move("a").transfers())
        .containsExactly(
            new Action.Transfer(
                DB, Optional.of(Size.mebibytes(100)), Optional.of(Size.mebibytes(64)), true));
  }

  @Test
  void two_datasets_swap_nodes_without_waiting_for_each_other_first() {
    TestCluster c =
        new TestCluster(
                node("a").owns(DB, 1).runs(database(DB)).knows(DB, "a", 1).knows(Q, "b", 1),
                node("b").owns(Q, 1).runs(database(Q)).knows(DB, "a", 1).knows(Q, "b", 1))
            .wants("a", database(Q))
            .wants("b", database(DB));
    assertThat(c.plan("a").plan())
        .isInstanceOfSatisfying(
            Plan.Sequence.class,
            s -> assertThat(s.steps()).singleElement().isInstanceOf(Plan.Parallel.class));
    assertThat(c.steps("a")).containsSubsequence("move [db] to b", "await [q] from b", "start q");
    assertThat(c.steps("b")).containsSubsequence("await [db] from a", "start db", "move [q] to a");
  }

  @Test
  void a_dataset_that_nobody_wants_is_kept() {
    TestCluster c = settled(node("a").owns(DB, 1));
    assertThat(c.plan("a").isEmpty()).isTrue();
  }

  @Test
  void a_dataset_without_container_is_found_all_the_same() {
    TestCluster c = settled(node("a").owns(DB, 1)).wants("b", database(DB));
    assertThat(c.steps("a")).containsExactly("move [db] to b", "await db on b", "retire db at 2");
    assertThat(c.move("a").transfers().getFirst().live()).isFalse();
  }

  @Test
  void a_dataset_is_never_created_while_its_node_is_not_part_of_the_deployment() {
    TestCluster hint = new TestCluster(node("b").knows(DB, "a", 3)).wants("b", database(DB));
    assertThat(hint.refusals("b"))
        .singleElement()
        .asString()
        .contains("dataset " + DB, "node a owns it at epoch 3", "add node a");
    assertThat(TestCluster.words(hint.plan("b"))).isEmpty();

    TestCluster replica =
        new TestCluster(node("b").replicates(DB, "a", 3), node("c")).wants("c", database(DB));
    assertThat(replica.refusals("c")).singleElement().asString().contains("not part");
    assertThat(replica.refusals("b")).isEmpty();
  }

  @Test
  void a_dataset_that_its_owner_has_lost_is_not_created_again() {
    TestCluster c =
        new TestCluster(node("a"), node("b").knows(DB, "a", 3)).wants("a", database(DB));
    assertThat(c.refusals("a"))
        .singleElement()
        .asString()
        .contains("node a owns it at epoch 3", "has no copy of it now");
  }

  @Test
  void an_older_hint_than_the_copy_says_nothing() {
    TestCluster c =
        new TestCluster(
                node("a").owns(DB, 5).runs(database(DB)).knows(DB, "a", 5),
                node("b").knows(DB, "gone", 4))
            .wants("a", database(DB));
    assertThat(c.plan("a").isEmpty()).isTrue();
  }

  @Test
  void volumes_of_one_application_may_come_from_several_nodes() {
    Application both =
        app("db")
            .withVolumes(
                List.of(
                    new Volume(DB, "/data", Optional.empty()),
                    new Volume(Q, "/logs", Optional.empty())));
    TestCluster c =
        new TestCluster(node("a").owns(DB, 1), node("b").owns(Q, 2), node("c")).wants("c", both);
    assertThat(c.steps("a")).contains("move [db] to c");
    assertThat(c.steps("b")).contains("move [q] to c");
    assertThat(c.steps("c"))
        .containsExactly("pull image:1", "await [db] from a", "await [q] from b", "start db");
  }
}
