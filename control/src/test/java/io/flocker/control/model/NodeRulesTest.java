package io.flocker.control.model;

import static io.flocker.control.model.Scenario.A;
import static io.flocker.control.model.Scenario.B;
import static io.flocker.control.model.Scenario.D;
import static io.flocker.control.model.Scenario.E;
import static io.flocker.control.model.Scenario.STRANGER;
import static io.flocker.control.model.Scenario.delete;
import static io.flocker.control.model.Scenario.move;
import static io.flocker.control.model.Scenario.newDataset;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class NodeRulesTest {

  private final Scenario scenario = new Scenario();

  @Test
  void a_node_is_known_from_its_first_report_and_keeps_its_last_address() {
    Node before = scenario.now().node(A).orElseThrow();
    assertThat(scenario.accept(new Command.SeeNode(A, "10.0.0.1")).changes()).isEmpty();

    scenario.accept(new Command.SeeNode(A, "10.0.0.9"));

    Node after = scenario.now().node(A).orElseThrow();
    assertThat(after.host()).isEqualTo("10.0.0.9");
    assertThat(after.firstSeen()).isEqualTo(before.firstSeen());
    assertThat(after.version()).isEqualTo(2);
  }

  @Test
  void a_node_on_which_something_is_wanted_does_not_leave() {
    scenario.accept(newDataset(D, A));
    scenario.accept(new Command.CreateContainer(A, Scenario.using("web")));

    Refusal refusal = scenario.refuse(new Command.DecommissionNode(A));

    assertThat(refusal.code()).isEqualTo(RefusalCode.NODE_IN_USE);
    assertThat(refusal.description()).contains("dataset " + D).contains("container web");
  }

  @Test
  void a_node_that_has_left_is_not_used_and_does_not_come_back() {
    scenario.accept(newDataset(D, A));
    scenario.accept(delete(D));
    scenario.accept(newDataset(E, B));

    scenario.accept(new Command.DecommissionNode(A));

    assertThat(scenario.accept(new Command.DecommissionNode(A)).changes()).isEmpty();
    assertThat(scenario.refuse(move(E, A)).code()).isEqualTo(RefusalCode.NODE_DECOMMISSIONED);
    assertThat(scenario.refuse(new Command.SeeNode(A, "10.0.0.1")).code())
        .isEqualTo(RefusalCode.NODE_DECOMMISSIONED);
    assertThat(scenario.refuse(new Command.DecommissionNode(STRANGER)).code())
        .isEqualTo(RefusalCode.NODE_NOT_FOUND);
  }
}
