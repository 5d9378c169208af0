package io.flocker.core.plan;

import static io.flocker.core.plan.TestCluster.DB;
import static io.flocker.core.plan.TestCluster.app;
import static io.flocker.core.plan.TestCluster.database;
import static io.flocker.core.plan.TestCluster.node;
import static io.flocker.core.plan.TestCluster.serving;
import static io.flocker.core.plan.TestCluster.settled;
import static org.assertj.core.api.Assertions.assertThat;

import io.flocker.core.model.Application;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Which ports a node lets in and where it sends the others. */
class RoutePlanTest {

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
            .steps().stream().flatMap(RoutePlanTest::parallels).map(Plan.class::cast).toList();
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

  private static Stream<Plan.Parallel> parallels(Plan plan) {
    return switch (plan) {
      case Plan.Step _ -> Stream.empty();
      case Plan.Sequence sequence -> sequence.steps().stream().flatMap(RoutePlanTest::parallels);
      case Plan.Parallel parallel ->
          Stream.concat(
              Stream.of(parallel), parallel.branches().stream().flatMap(RoutePlanTest::parallels));
    };
  }
}
