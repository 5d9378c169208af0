package io.flocker.core.plan;

import static io.flocker.core.plan.TestCluster.DB;
import static io.flocker.core.plan.TestCluster.Q;
import static io.flocker.core.plan.TestCluster.app;
import static io.flocker.core.plan.TestCluster.database;
import static io.flocker.core.plan.TestCluster.node;
import static io.flocker.core.plan.TestCluster.serving;
import static org.assertj.core.api.Assertions.assertThat;

import io.flocker.core.model.NodeName;
import org.junit.jupiter.api.Test;

class PlanTextTest {

  @Test
  void a_plan_names_each_step_with_its_reason_its_bytes_and_what_it_waits_for() {
    TestCluster c =
        new TestCluster(
                node("a").owns(DB, 1).runs(serving(database(DB), 5432)).knows(DB, "a", 1),
                node("b").knows(DB, "a", 1))
            .wants("b", serving(database(DB), 5432), app("web"));
    assertThat(text(c, "a"))
        .isEqualTo(
            """
            node a:
              move application db to node b: volume %s, about 64 MiB, copied while it runs (application db is wanted on node b)
              wait until application db runs on node b (what is left here is kept until then)
              route port 5432 to node b (application db has left for node b)
              note where datasets live: %s on node b (these datasets are on node b now)
              stop and remove the container of application db (wanted on node b)
              make volume %s a replica of node 92eb5ffe at epoch 2 (it lives on node b now)
              close all ports (no application on this node needs the others any more)
            """
                .formatted(DB, DB, DB));
    assertThat(text(c, "b"))
        .isEqualTo(
            """
            node b:
              let in ports 5432 (applications on this node need them)
              side by side:
                - pull image image:1 (application db needs it)
                  wait for volume %s of application db from node a (owned by node a until it has moved here)
                  start application db (wanted on this node and not there)
                  note where datasets live: %s on node b (these datasets are here now)
                - pull image image:1 (application web needs it)
                  start application web (wanted on this node and not there)
            """
                .formatted(DB, DB));
  }

  @Test
  void nothing_to_do_is_said_so() {
    assertThat(text(new TestCluster(node("a")), "a")).isEqualTo("node a: nothing to do\n");
  }

  @Test
  void refusals_come_first_and_say_what_to_do() {
    TestCluster c = new TestCluster(node("a").knows(Q, "x", 2)).wants("a", database(Q), app("web"));
    assertThat(text(c, "a"))
        .startsWith("node a:\n  refused: dataset " + Q + " of application q: node x owns it")
        .contains(" — add node x ")
        .contains("\n  pull image image:1 (application web needs it)\n");
  }

  private static String text(TestCluster c, String node) {
    return PlanText.render(new NodeName(node), c.plan(node));
  }
}
