package io.flocker.core.plan;

import static io.flocker.core.plan.TestCluster.DB;
import static io.flocker.core.plan.TestCluster.Q;
import static io.flocker.core.plan.TestCluster.app;
import static io.flocker.core.plan.TestCluster.database;
import static io.flocker.core.plan.TestCluster.node;
import static io.flocker.core.plan.TestCluster.serving;
import static io.flocker.core.plan.TestCluster.settled;
import static org.assertj.core.api.Assertions.assertThat;

import io.flocker.core.model.Application;
import io.flocker.core.state.ObservedContainer;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** When a container is made, made anew, stopped, and in which order. */
class ContainerPlanTest {

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
    TestCluster c = settled(node("a").committed(DB, 2).runs(database(DB))).wants("a", database(DB));
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
    assertThat(c.move("a").transfers().getFirst().live()).isFalse();
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
