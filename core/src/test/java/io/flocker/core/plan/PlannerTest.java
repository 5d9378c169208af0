package io.flocker.core.plan;

import static io.flocker.core.plan.TestCluster.DB;
import static io.flocker.core.plan.TestCluster.Q;
import static io.flocker.core.plan.TestCluster.app;
import static io.flocker.core.plan.TestCluster.database;
import static io.flocker.core.plan.TestCluster.node;
import static io.flocker.core.plan.TestCluster.serving;
import static io.flocker.core.plan.TestCluster.sized;
import static org.assertj.core.api.Assertions.assertThat;

import io.flocker.core.model.Application;
import io.flocker.core.model.NodeName;
import io.flocker.core.model.Size;
import io.flocker.core.model.Volume;
import io.flocker.core.state.ObservedContainer;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class PlannerTest {

  /** The rows of the table of what happened to a dataset, as they should have been. */
  @Nested
  class Datasets {

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
      assertThat(move(c, "a").transfers())
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
      assertThat(c.steps("b"))
          .containsSubsequence("await [db] from a", "start db", "move [q] to a");
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
      assertThat(move(c, "a").transfers().getFirst().live()).isFalse();
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

  @Nested
  class Containers {

    @Test
    void a_container_that_was_stopped_runs_again() {
      TestCluster c =
          settled(node("a").owns(DB, 1).has(database(DB), TestNode::stopped))
              .wants("a", database(DB));
      assertThat(c.steps("a")).containsExactly("start db");
      assertThat(c.reasons("a")).containsExactly("found stopped");
    }

    @Test
    void a_container_that_docker_is_about_to_restart_is_left_to_it() {
      TestCluster c =
          settled(
                  node("a")
                      .owns(DB, 1)
                      .has(
                          database(DB),
                          o ->
                              new ObservedContainer(
                                  o.name(),
                                  o.image(),
                                  false,
                                  true,
                                  o.ports(),
                                  o.restartPolicy(),
                                  o.specification(),
                                  o.volumePaths())))
              .wants("a", database(DB));
      assertThat(c.plan("a").isEmpty()).isTrue();
    }

    @Test
    void a_changed_image_is_pulled_before_the_container_is_replaced_on_the_same_volume() {
      Application next = Application.of("db", "image:2").withVolumes(database(DB).volumes());
      TestCluster c = settled(node("a").owns(DB, 1).runs(database(DB))).wants("a", next);
      assertThat(c.steps("a")).containsExactly("pull image:2", "remove db", "start db");
      assertThat(c.reasons("a")).contains("image changed");
    }

    @Test
    void every_changed_part_is_named() {
      Application changed = Application.of("web", "image:2").withEnvironment(Map.of("A", "secret"));
      TestCluster c = settled(node("a").runs(app("web"))).wants("a", changed);
      assertThat(c.reasons("a")).contains("environment and image changed");
      assertThat(c.reasons("a")).noneMatch(reason -> reason.contains("secret"));
    }

    @Test
    void a_container_without_label_is_judged_by_image_and_ports() {
      Application web = serving(app("web"), 80).withEnvironment(Map.of("A", "1"));
      TestNode old = node("a").has(serving(app("web"), 80), TestNode::unlabelled);
      assertThat(settled(old).wants("a", web).steps("a")).isEmpty();
      assertThat(
              settled(node("a").has(serving(app("web"), 81), TestNode::unlabelled))
                  .wants("a", web)
                  .reasons("a"))
          .contains("ports changed");
    }

    @Test
    void a_container_with_other_paths_mounted_is_replaced() {
      TestCluster c =
          settled(node("a").owns(DB, 1).has(database(DB), o -> TestNode.mounting(o, "/elsewhere")))
              .wants("a", database(DB));
      assertThat(c.steps("a")).containsExactly("remove db", "start db");
      assertThat(c.reasons("a").getFirst()).contains("other paths");
    }

    @Test
    void a_container_on_a_volume_that_was_not_live_is_replaced() {
      TestCluster c =
          settled(node("a").committed(DB, 2).runs(database(DB))).wants("a", database(DB));
      assertThat(c.steps("a")).containsExactly("remove db", "activate db", "start db");
    }

    @Test
    void a_container_that_is_not_wanted_goes_and_its_data_stays() {
      TestCluster c =
          new TestCluster(
              node("a").owns(DB, 1).runs(serving(database(DB), 5432)).knows(DB, "a", 1),
              node("b").route(5432, "a").knows(DB, "a", 1));
      assertThat(c.steps("a")).containsExactly("remove db", "open []");
      assertThat(c.steps("b")).containsExactly("routes -[5432]");
    }

    @Test
    void an_application_without_volumes_serves_until_it_runs_elsewhere() {
      Application web = serving(app("web"), 80);
      TestCluster c = settled(node("a").runs(web)).wants("b", web);
      assertThat(c.steps("a"))
          .containsExactly("await web on b", "routes +[80>b]", "remove web", "open []");
      assertThat(c.steps("b")).containsExactly("open [80]", "pull image:1", "start web");
    }

    @Test
    void applications_start_in_their_order() {
      Application db = app("z-db");
      Application web =
          new Application(
              app("a-web").name(),
              app("a-web").image(),
              db.ports(),
              db.links(),
              List.of(),
              db.environment(),
              db.labels(),
              db.process(),
              db.limits(),
              db.restartPolicy(),
              new java.util.TreeSet<>(List.of(db.name())));
      TestCluster c = settled(node("a").image("image:1")).wants("a", web, db);
      assertThat(c.steps("a")).containsExactly("start z-db", "start a-web");
      assertThat(c.plan("a").plan())
          .isInstanceOfSatisfying(
              Plan.Sequence.class,
              s -> assertThat(s.steps().getFirst()).isInstanceOf(Plan.Sequence.class));
    }

    @Test
    void a_port_is_freed_before_another_application_takes_it() {
      TestCluster c =
          settled(node("a").runs(serving(app("z"), 80)).image("image:1"))
              .wants("a", serving(app("b"), 80))
              .wants("b", serving(app("z"), 81));
      assertThat(c.steps("a"))
          .containsExactly("remove z", "start b", "await z on b", "routes +[81>b]");
    }

    @Test
    void a_dataset_is_freed_before_another_application_moves_it_away() {
      Application other = app("other").withVolumes(database(DB).volumes());
      TestCluster c =
          settled(node("a").owns(DB, 1).runs(database(DB)).image("image:1")).wants("b", other);
      assertThat(c.steps("a"))
          .containsExactly("remove db", "move [db] to b", "await other on b", "retire db at 2");
      assertThat(move(c, "a").transfers().getFirst().live()).isFalse();
    }

    @Test
    void two_applications_that_exchange_their_datasets_on_one_node_are_both_stopped_first() {
      Application first = app("db").withVolumes(database(Q).volumes());
      Application second = app("q").withVolumes(database(DB).volumes());
      TestCluster c =
          new TestCluster(
                  node("a")
                      .owns(DB, 1)
                      .owns(Q, 1)
                      .runs(database(DB))
                      .runs(database(Q))
                      .knows(DB, "a", 1)
                      .knows(Q, "a", 1))
              .wants("a", first, second);
      assertThat(c.steps("a")).containsExactly("remove db", "remove q", "start db", "start q");
    }
  }

  @Nested
  class PortsAndRoutes {

    private final Application web = serving(app("web"), 80);

    @Test
    void every_other_node_routes_to_where_it_runs() {
      TestCluster c = settled(node("a").runs(web)).wants("a", web);
      assertThat(c.steps("a")).isEmpty();
      assertThat(c.steps("b")).containsExactly("routes +[80>a]");
    }

    @Test
    void the_old_route_goes_while_the_application_starts_since_clients_wait_for_both() {
      Application db = serving(database(DB), 5432);
      TestCluster c =
          new TestCluster(
                  node("a").owns(DB, 1).runs(db),
                  node("b").route(5432, "a").image("image:1").knows(DB, "a", 1))
              .wants("b", db);
      List<Plan> sideBySide =
          ((Plan.Sequence) c.plan("b").plan())
              .steps().stream().flatMap(PlannerTest::parallels).map(Plan.class::cast).toList();
      assertThat(sideBySide).hasSize(1);
      assertThat(sideBySide.getFirst().allSteps().map(Plan.Step::action))
          .hasExactlyElementsOfTypes(Action.ChangeRoutes.class, Action.StartContainer.class);
    }

    @Test
    void a_third_node_changes_its_route_once_the_application_runs() {
      Application db = serving(database(DB), 5432);
      TestCluster c =
          new TestCluster(
                  node("a").owns(DB, 1).runs(db).knows(DB, "a", 1),
                  node("b").route(5432, "a").image("image:1").knows(DB, "a", 1),
                  node("c").route(5432, "a").knows(DB, "a", 1))
              .wants("b", db);
      assertThat(c.steps("a"))
          .containsExactly(
              "move [db] to b",
              "await db on b",
              "routes +[5432>b]",
              "remove db",
              "retire db at 2",
              "open []");
      assertThat(c.steps("b"))
          .containsExactly("open [5432]", "await [db] from a", "routes -[5432]", "start db");
      assertThat(c.steps("c")).containsExactly("await db on b", "routes +[5432>b]");
    }

    @Test
    void routes_of_ports_that_changed_follow() {
      TestCluster c =
          new TestCluster(node("a").runs(web), node("b").route(80, "a"))
              .wants("a", serving(app("web"), 81));
      assertThat(c.steps("a"))
          .containsExactly("open [80, 81]", "remove web", "start web", "open [81]");
      assertThat(c.steps("b")).containsExactly("routes +[81>a] -[80]");
    }
  }

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

  /** Nodes a and b with all that has been written down already. */
  private static TestCluster settled(TestNode a) {
    TestNode b = node("b");
    a.volumes.forEach(volume -> a.knows(volume.dataset(), "a", volume.record().epoch()));
    a.volumes.forEach(volume -> b.knows(volume.dataset(), "a", volume.record().epoch()));
    return new TestCluster(a, b);
  }

  private static Action.MoveVolumes move(TestCluster c, String node) {
    return c.plan(node)
        .plan()
        .allSteps()
        .map(Plan.Step::action)
        .filter(Action.MoveVolumes.class::isInstance)
        .map(Action.MoveVolumes.class::cast)
        .findFirst()
        .orElseThrow();
  }

  private static Stream<Plan.Parallel> parallels(Plan plan) {
    return switch (plan) {
      case Plan.Step _ -> Stream.empty();
      case Plan.Sequence sequence -> sequence.steps().stream().flatMap(PlannerTest::parallels);
      case Plan.Parallel parallel ->
          Stream.concat(
              Stream.of(parallel), parallel.branches().stream().flatMap(PlannerTest::parallels));
    };
  }
}
