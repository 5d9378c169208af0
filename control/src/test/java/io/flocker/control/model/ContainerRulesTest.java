package io.flocker.control.model;

import static io.flocker.control.model.Scenario.A;
import static io.flocker.control.model.Scenario.B;
import static io.flocker.control.model.Scenario.D;
import static io.flocker.control.model.Scenario.E;
import static io.flocker.control.model.Scenario.STRANGER;
import static io.flocker.control.model.Scenario.delete;
import static io.flocker.control.model.Scenario.lease;
import static io.flocker.control.model.Scenario.newDataset;
import static io.flocker.control.model.Scenario.using;
import static org.assertj.core.api.Assertions.assertThat;

import io.flocker.core.model.Application;
import io.flocker.core.model.ApplicationName;
import io.flocker.core.model.ContainerProcess;
import io.flocker.core.model.Limits;
import io.flocker.core.model.Link;
import io.flocker.core.model.NodeId;
import io.flocker.core.model.Port;
import io.flocker.core.model.Size;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class ContainerRulesTest {

  private final Scenario scenario = new Scenario();

  private static Command run(NodeId node, Application application) {
    return new Command.CreateContainer(node, application);
  }

  private static Command moveContainer(String name, NodeId node) {
    return new Command.MoveContainer(new ApplicationName(name), node, false);
  }

  private static Application linked(String name, Link... links) {
    Application plain = Application.of(name, "nginx");
    return new Application(
        plain.name(),
        plain.image(),
        plain.ports(),
        new TreeSet<>(List.of(links)),
        plain.volumes(),
        plain.environment(),
        plain.labels(),
        plain.process(),
        plain.limits(),
        plain.restartPolicy(),
        plain.startAfter());
  }

  @Test
  void a_created_container_is_on_its_node_with_its_dataset() {
    scenario.accept(newDataset(D, A));

    Decision.Accepted accepted = scenario.accept(run(A, using("db", D)));

    assertThat(accepted.created()).isTrue();
    assertThat(scenario.container("db").node()).isEqualTo(A);
    assertThat(scenario.now().userOf(D)).contains(new ApplicationName("db"));
    assertThat(scenario.now().containersOn(A)).containsExactly(new ApplicationName("db"));
  }

  @Test
  void a_name_is_given_once_in_the_cluster() {
    scenario.accept(run(A, using("db")));
    assertThat(scenario.refuse(run(B, using("db"))).code())
        .isEqualTo(RefusalCode.CONTAINER_NAME_IN_USE);
  }

  @Test
  void an_external_port_is_given_once_in_the_cluster() {
    scenario.accept(run(A, using("one").withPorts(Set.of(new Port(80, 8080)))));

    Refusal refusal = scenario.refuse(run(B, using("two").withPorts(Set.of(new Port(81, 8080)))));
    assertThat(refusal.code()).isEqualTo(RefusalCode.PORT_IN_USE);
    assertThat(refusal.description()).contains("8080").contains("container one");
    Application twice = using("two").withPorts(Set.of(new Port(80, 9090), new Port(81, 9090)));
    assertThat(scenario.refuse(run(B, twice)).code()).isEqualTo(RefusalCode.PORT_IN_USE);

    scenario.accept(new Command.DeleteContainer(new ApplicationName("one")));
    scenario.accept(run(B, using("two").withPorts(Set.of(new Port(81, 8080)))));
  }

  @Test
  void local_ports_and_aliases_of_links_are_unique() {
    assertThat(
            scenario.refuse(run(A, linked("x", new Link("a", 1, 2), new Link("b", 1, 3)))).code())
        .isEqualTo(RefusalCode.LINK_PORT_NOT_UNIQUE);
    assertThat(
            scenario.refuse(run(A, linked("x", new Link("a", 1, 2), new Link("a", 2, 3)))).code())
        .isEqualTo(RefusalCode.LINK_ALIAS_NOT_UNIQUE);
    scenario.accept(run(A, linked("x", new Link("a", 1, 2), new Link("A", 2, 2))));
  }

  @Test
  void its_dataset_must_exist() {
    assertThat(scenario.refuse(run(A, using("db", D))).code())
        .isEqualTo(RefusalCode.DATASET_NOT_FOUND);
    scenario.accept(newDataset(D, A));
    scenario.accept(delete(D));
    assertThat(scenario.refuse(run(A, using("db", D))).code())
        .isEqualTo(RefusalCode.DATASET_NOT_FOUND);
  }

  @Test
  void its_dataset_must_be_on_its_node() {
    scenario.accept(newDataset(D, B));
    Refusal refusal = scenario.refuse(run(A, using("db", D)));
    assertThat(refusal.code()).isEqualTo(RefusalCode.DATASET_ON_ANOTHER_NODE);
    assertThat(refusal.description()).contains(B.toString());
  }

  @Test
  void its_dataset_must_be_its_own() {
    scenario.accept(newDataset(D, A));
    scenario.accept(run(A, using("db", D)));

    Refusal refusal = scenario.refuse(run(A, using("other", D)));
    assertThat(refusal.code()).isEqualTo(RefusalCode.DATASET_USED_BY_CONTAINER);
    assertThat(refusal.description()).contains("container db");

    scenario.accept(new Command.DeleteContainer(new ApplicationName("db")));
    scenario.accept(run(A, using("other", D)));
  }

  @Test
  void one_container_does_not_use_a_dataset_twice() {
    scenario.accept(newDataset(D, A));
    assertThat(scenario.refuse(run(A, using("db", D, D))).code())
        .isEqualTo(RefusalCode.DATASET_USED_BY_CONTAINER);
  }

  @Test
  void its_node_must_be_known() {
    assertThat(scenario.refuse(run(STRANGER, using("db"))).code())
        .isEqualTo(RefusalCode.NODE_NOT_FOUND);
  }

  @Test
  void every_value_that_is_not_allowed_is_named_at_once() {
    Application plain = linked("x", new Link("a-b", 1, 2));
    Application bad =
        new Application(
            plain.name(),
            plain.image(),
            plain.ports(),
            plain.links(),
            plain.volumes(),
            plain.environment(),
            plain.labels(),
            new ContainerProcess(
                Optional.empty(),
                Optional.of(Collections.nCopies(4097, "x")),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty()),
            new Limits(Optional.of(new Size(5)), Optional.of(1025), Optional.empty()),
            plain.restartPolicy(),
            plain.startAfter());

    Refusal refusal = scenario.refuse(run(A, bad));

    assertThat(refusal.code()).isEqualTo(RefusalCode.INVALID);
    assertThat(refusal.details())
        .containsExactly(
            "memory_limit: 5 (expected: at least 1048576 bytes, 1 MiB)",
            "cpu_shares: 1025 (expected: 1 to 1024)",
            "links.alias: \"a-b\" (expected: letters and digits)",
            "command_line: 4097 words (expected: at most 4096)");
  }

  @Test
  void a_container_moves_together_with_its_datasets() {
    scenario.accept(newDataset(D, A));
    scenario.accept(newDataset(E, A));
    scenario.accept(run(A, using("db", D, E)));
    long before = scenario.now().revision();

    scenario.accept(moveContainer("db", B));

    assertThat(scenario.now().revision()).isEqualTo(before + 1);
    assertThat(scenario.container("db").node()).isEqualTo(B);
    assertThat(scenario.container("db").version()).isEqualTo(2);
    assertThat(scenario.dataset(D).primary()).isEqualTo(B);
    assertThat(scenario.dataset(E).primary()).isEqualTo(B);
    assertThat(scenario.now().containersOn(A)).isEmpty();
    assertThat(scenario.accept(moveContainer("db", B)).changes()).isEmpty();
  }

  @Test
  void a_container_whose_dataset_is_leased_elsewhere_does_not_move_unless_forced() {
    scenario.accept(newDataset(D, A));
    scenario.accept(run(A, using("db", D)));
    scenario.accept(lease(D, A));

    assertThat(scenario.refuse(moveContainer("db", B)).code())
        .isEqualTo(RefusalCode.DATASET_LEASED);
    assertThat(scenario.container("db").node()).isEqualTo(A);

    scenario.accept(new Command.MoveContainer(new ApplicationName("db"), B, true));
    assertThat(scenario.dataset(D).primary()).isEqualTo(B);
  }

  @Test
  void an_unknown_container_is_neither_moved_nor_deleted() {
    assertThat(scenario.refuse(moveContainer("db", B)).code())
        .isEqualTo(RefusalCode.CONTAINER_NOT_FOUND);
    assertThat(scenario.refuse(new Command.DeleteContainer(new ApplicationName("db"))).code())
        .isEqualTo(RefusalCode.CONTAINER_NOT_FOUND);
    scenario.accept(run(A, using("db")));
    assertThat(scenario.refuse(moveContainer("db", STRANGER)).code())
        .isEqualTo(RefusalCode.NODE_NOT_FOUND);
  }

  @Test
  void deleting_a_container_leaves_its_dataset() {
    scenario.accept(newDataset(D, A));
    scenario.accept(run(A, using("db", D)));

    Decision.Accepted accepted =
        scenario.accept(new Command.DeleteContainer(new ApplicationName("db")));

    assertThat(accepted.subject()).isEmpty();
    assertThat(scenario.now().containers()).isEmpty();
    assertThat(scenario.dataset(D).isDeleted()).isFalse();
  }
}
