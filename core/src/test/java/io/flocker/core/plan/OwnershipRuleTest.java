package io.flocker.core.plan;

import static io.flocker.core.plan.TestCluster.DB;
import static io.flocker.core.plan.TestCluster.Q;
import static io.flocker.core.plan.TestCluster.app;
import static io.flocker.core.plan.TestCluster.database;
import static io.flocker.core.plan.TestCluster.node;
import static io.flocker.core.plan.TestCluster.serving;
import static io.flocker.core.plan.TestNode.idOf;
import static io.flocker.core.plan.TestNode.record;
import static org.assertj.core.api.Assertions.assertThat;

import io.flocker.core.model.Application;
import io.flocker.core.model.NodeName;
import io.flocker.core.problem.Problem;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class OwnershipRuleTest {

  @Test
  void a_copy_whose_dataset_was_committed_elsewhere_becomes_a_replica() {
    TestCluster c =
        new TestCluster(node("a").handsOff(DB, 1, idOf("b")), node("b").committed(DB, 2))
            .wants("b", database(DB));
    assertThat(c.steps("a")).contains("retire db at 2");
    assertThat(c.steps("b")).containsExactly("pull image:1", "activate db", "start db");
  }

  @Test
  void what_a_cut_short_clean_up_left_live_goes() {
    TestNode a = node("a").volume(record(DB, idOf("b"), 2, Optional.empty()), true);
    TestCluster c =
        new TestCluster(a, node("b").owns(DB, 2).runs(database(DB))).wants("b", database(DB));
    assertThat(c.steps("a")).contains("retire db at 2");
    assertThat(c.steps("b")).doesNotContain("start db");
  }

  @Test
  void a_stale_copy_comes_back_only_after_it_was_retired() {
    TestCluster c =
        new TestCluster(
                node("a").handsOff(DB, 1, idOf("b")).has(database(DB), TestNode::stopped),
                node("b").owns(DB, 2))
            .wants("a", database(DB));
    assertThat(c.steps("a"))
        .containsExactly("retire db at 2", "await [db] from b", "remove db", "start db");
    assertThat(c.steps("b")).contains("move [db] to a");
  }

  @Test
  void a_hand_off_that_never_arrived_is_taken_back_above_what_was_promised() {
    TestCluster c =
        new TestCluster(
                node("a").handsOff(DB, 5, idOf("b")).has(database(DB), TestNode::stopped),
                node("b"))
            .wants("a", database(DB));
    assertThat(c.steps("a")).containsExactly("reclaim db from b at 7", "start db");
  }

  @Test
  void a_hand_off_is_taken_back_above_every_fence_before_the_dataset_moves_on() {
    TestCluster c =
        new TestCluster(
                node("a").handsOff(DB, 5, idOf("b")),
                node("b")
                    .volume(TestNode.record(DB, idOf("a"), 4, Optional.empty()).fencedAt(9), false),
                node("c"))
            .wants("c", database(DB));
    assertThat(c.steps("a")).contains("reclaim db from b at 10", "move [db] to c");
  }

  @Test
  void hand_offs_of_datasets_that_nobody_wants_are_settled_too() {
    TestCluster c = new TestCluster(node("a").handsOff(DB, 5, idOf("b")), node("b"));
    assertThat(c.steps("a")).containsExactly("reclaim db from b at 7");
  }

  @Test
  void a_hand_off_to_a_node_outside_the_deployment_is_not_settled() {
    TestCluster c =
        new TestCluster(node("a").handsOff(DB, 5, idOf("x")).has(database(DB), TestNode::stopped))
            .wants("a", database(DB), app("web"));
    assertThat(c.refusals("a"))
        .singleElement()
        .asString()
        .contains("must be settled first", "add node", idOf("x").toString());
    assertThat(TestCluster.words(c.plan("a"))).containsExactly("start web");
  }

  @Test
  void a_target_that_once_owned_it_and_gave_it_to_an_unseen_node_is_no_reason_to_reclaim() {
    TestCluster c =
        new TestCluster(node("a").handsOff(DB, 1, idOf("b")), node("b").replicates(DB, "x", 3))
            .wants("a", database(DB));
    assertThat(c.refusals("a")).singleElement().asString().contains("epoch 3", "not part");
    assertThat(TestCluster.words(c.plan("a"))).isEmpty();
  }

  @Test
  void two_owners_at_one_epoch_are_refused_and_their_containers_left_alone() {
    TestCluster c =
        new TestCluster(
                node("a").owns(DB, 3).runs(database(DB)), node("b").owns(DB, 3).runs(app("web")))
            .wants("b", database(DB), app("web"));
    assertThat(c.plan("b").refusals())
        .singleElement()
        .satisfies(problem -> {
          assertThat(problem.kind()).isEqualTo(Problem.Kind.OWNERSHIP);
          assertThat(problem.what()).contains("nodes a and b both claim", "epoch 3");
          assertThat(problem.remedy()).isNotEmpty();
        });
    assertThat(TestCluster.words(c.plan("a"))).isEmpty();
    assertThat(TestCluster.words(c.plan("b"))).isEmpty();
  }

  @Test
  void an_application_that_runs_already_is_refused_too_if_its_dataset_has_two_owners() {
    TestCluster c =
        new TestCluster(node("a").owns(DB, 3).runs(database(DB)), node("b").owns(DB, 3))
            .wants("a", database(DB))
            .wants("b");
    assertThat(c.refusals("a")).singleElement().asString().contains("nodes a and b both claim");
    assertThat(c.plan("a").plan().isEmpty()).isTrue();
  }

  @Test
  void a_copy_older_than_what_others_have_heard_is_not_trusted() {
    TestCluster c =
        new TestCluster(node("a").owns(DB, 3), node("b").knows(DB, "a", 7))
            .wants("a", database(DB));
    assertThat(c.refusals("a")).singleElement().asString().contains("epoch 3", "epoch 7");
  }

  @Test
  void cloned_machines_stop_everything() {
    TestNode clone = node("b").runs(app("old"));
    clone.id = idOf("a");
    TestCluster c = new TestCluster(node("a"), clone).wants("a", app("web"));
    for (String name : List.of("a", "b")) {
      assertThat(c.plan(name).plan().isEmpty()).isTrue();
      assertThat(c.refusals(name))
          .singleElement()
          .asString()
          .contains("nodes a and b", "/etc/flocker/volume.json");
    }
  }

  @Test
  void a_dataset_cannot_move_between_different_drivers() {
    TestNode zfs = node("b");
    zfs.driver = "zfs";
    TestCluster c = new TestCluster(node("a").owns(DB, 3), zfs).wants("b", database(DB));
    assertThat(c.refusals("b")).singleElement().asString().contains("btrfs", "zfs");
  }

  @Test
  void what_is_wanted_twice_is_refused() {
    TestCluster c =
        new TestCluster(node("a"), node("b")).wants("a", database(DB)).wants("b", database(DB));
    assertThat(c.refusals("a")).singleElement().asString().contains("wanted twice");
  }

  @Test
  void an_application_that_needs_what_a_refused_one_keeps_is_refused_too() {
    Application held = serving(database(DB), 80);
    TestCluster c =
        new TestCluster(node("a").replicates(DB, "x", 3).runs(serving(app("db"), 80)), node("b"))
            .wants("b", held)
            .wants("a", serving(app("web"), 80), app("other"));
    assertThat(c.refusals("a")).singleElement().asString().contains("web", "db");
    assertThat(TestCluster.words(c.plan("a"))).containsExactly("start other");
  }

  @Test
  void hints_never_make_a_dataset_of_a_seen_node_disappear() {
    TestCluster c =
        new TestCluster(node("a").owns(Q, 2).knows(Q, "a", 1).image("image:1"))
            .wants("a", database(Q));
    assertThat(c.steps("a")).containsExactly("start q");
    assertThat(Planner.of(c.configuration(), c.cluster()).planFor(new NodeName("a")).refusals())
        .isEmpty();
  }
}
