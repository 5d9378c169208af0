package io.flocker.control.status;

import static io.flocker.control.model.Scenario.A;
import static io.flocker.control.model.Scenario.B;
import static io.flocker.control.model.Scenario.D;
import static org.assertj.core.api.Assertions.assertThat;

import io.flocker.control.cluster.Cluster;
import io.flocker.control.cluster.TestAgent;
import io.flocker.control.model.Command;
import io.flocker.control.model.Scenario;
import io.flocker.core.model.ApplicationName;
import io.flocker.core.model.Size;
import io.flocker.core.problem.Problem;
import io.flocker.core.state.ObservedVolume;
import io.flocker.core.state.VolumeRecord;
import io.flocker.wire.Phase;
import io.flocker.wire.UnitId;
import io.flocker.wire.UnitStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ExplanationTest {

  private static final Instant LOST = Instant.parse("2026-01-02T00:00:00Z");
  private static final UnitId UNIT = new UnitId.OfDataset(D);
  private static final String ON_A = "node " + A + " (10.0.0.1)";
  private static final String ON_B = "node " + B + " (10.0.0.2)";

  private final Scenario scenario = new Scenario();
  private final Cluster cluster = new Cluster(() -> LOST);

  private List<String> explained() {
    View view = new View(scenario.now(), cluster.now());
    return Explanation.of(DatasetStatus.of(D, view).orElseThrow(), view, scenario.time());
  }

  private List<String> explained(String container) {
    View view = new View(scenario.now(), cluster.now());
    return Explanation.of(
        ContainerStatus.of(new ApplicationName(container), view).orElseThrow(),
        view,
        scenario.time());
  }

  private TestAgent a() {
    return TestAgent.join(cluster, A, "10.0.0.1").report();
  }

  private TestAgent b() {
    return TestAgent.join(cluster, B, "10.0.0.2").report();
  }

  private static UnitStatus status(Phase phase, Optional<String> waiting, Optional<Problem> error) {
    return new UnitStatus(
        phase, "doing", waiting, error, 2, LOST, Optional.of(LOST), Optional.empty());
  }

  private static String capital(String words) {
    return "N" + words.substring(1);
  }

  @Test
  void what_is_as_wanted_is_said_to_be_so_and_where() {
    scenario.accept(Scenario.newDataset(D, A));
    a().owns(D, 1, Optional.empty());
    assertThat(explained())
        .containsExactly(
            "It is wanted on " + ON_A + ", without a limit.",
            "It is writable on " + ON_A + ", at /flocker/" + D + ".",
            "It is as wanted.");
  }

  @Test
  void a_node_that_is_not_heard_from_is_a_reason() {
    scenario.accept(Scenario.newDataset(D, A));
    assertThat(explained())
        .containsExactly(
            "It is wanted on " + ON_A + ", without a limit.",
            "No node has reported a copy of it.",
            capital(ON_A)
                + " has not been heard from since the control service started; what is known of it"
                + " is what it said before.");
    a().leave();
    assertThat(explained().getLast())
        .contains("is unreachable since " + LOST + "; what is known of it");
  }

  @Test
  void a_node_that_has_not_begun_is_a_reason() {
    scenario.accept(Scenario.newDataset(D, A));
    a();
    assertThat(explained().getLast()).isEqualTo(capital(ON_A) + " has not taken it up yet.");
  }

  @Test
  void each_node_tells_what_it_does_or_waits_for() {
    scenario.accept(Scenario.newDataset(D, A));
    scenario.accept(new Command.RecordVolume(D, A, 1));
    scenario.accept(Scenario.move(D, B));
    a().has(
            new ObservedVolume(
                VolumeRecord.created(D, A, Optional.empty()).handingOff(B),
                Optional.of("/flocker/" + D),
                false,
                new Size(1),
                List.of()))
        .says(
            UNIT,
            new UnitStatus(
                Phase.WORKING,
                "copying",
                Optional.empty(),
                Optional.empty(),
                0,
                LOST,
                Optional.empty(),
                Optional.of(new UnitStatus.Progress(1024, 2048, 512))));
    b().says(UNIT, status(Phase.WAITING, Optional.of("the volume to arrive"), Optional.empty()));
    assertThat(explained())
        .containsExactly(
            "It is wanted on " + ON_B + ", without a limit.",
            "It is being handed over from "
                + ON_A
                + " to "
                + ON_B
                + ", and is read-only meanwhile.",
            capital(ON_A) + " is working on it: copying, 1 KiB of 2 KiB, 512 B a second.",
            capital(ON_B) + " waits: the volume to arrive.");
  }

  @Test
  void what_went_wrong_is_told_with_what_to_do_about_it() {
    scenario.accept(Scenario.newDataset(D, A));
    Problem problem = new Problem(Problem.Kind.STORAGE, "tank", "it is full", "make room");
    TestAgent a = a().says(UNIT, status(Phase.FAILED, Optional.empty(), Optional.of(problem)));
    assertThat(explained().getLast())
        .isEqualTo(
            capital(ON_A)
                + " has tried 2 times and failed: doing. tank: it is full — make room; it tries"
                + " again at "
                + LOST
                + ".");
    a.says(UNIT, status(Phase.REFUSED, Optional.empty(), Optional.of(problem)));
    assertThat(explained().getLast())
        .isEqualTo(
            capital(ON_A)
                + " refuses to go on, because that could lose data. tank: it is full — make"
                + " room.");
  }

  @Test
  void a_lease_is_told_while_it_is_in_force() {
    scenario.accept(Scenario.newDataset(D, A));
    scenario.accept(new Command.AcquireLease(D, A, Optional.of(Duration.ofMinutes(1))));
    Instant end = scenario.time().plus(Duration.ofMinutes(1));
    a().owns(D, 1, Optional.empty());
    assertThat(explained().getLast())
        .startsWith(capital(ON_A) + " holds a lease on it until " + end + ":");
    scenario.pass(Duration.ofMinutes(2));
    assertThat(explained().getLast()).isEqualTo("It is as wanted.");
  }

  @Test
  void a_limit_that_is_not_reached_yet_is_told() {
    scenario.accept(Scenario.newDataset(D, A));
    scenario.accept(new Command.ResizeDataset(D, Optional.of(Size.mebibytes(64))));
    a().owns(D, 1, Optional.empty());
    assertThat(explained())
        .contains(
            "It is wanted on " + ON_A + ", limited to 64 MiB.", "There it is without a limit.");
  }

  @Test
  void why_nobody_may_make_the_volume_is_told() {
    scenario.accept(new Command.CreateDataset(D, A, Optional.empty(), Map.of(), true));
    a();
    assertThat(explained().getLast()).contains("no node may make an empty one");
  }

  @Test
  void that_another_node_may_just_have_made_it_is_told() {
    scenario.accept(Scenario.newDataset(D, A));
    scenario.accept(Scenario.move(D, B));
    b();
    assertThat(explained())
        .anyMatch(
            sentence -> sentence.startsWith(capital(ON_A) + " may have made its volume before"))
        .anyMatch(sentence -> sentence.startsWith(capital(ON_A) + " has not been heard from"));
  }

  @Test
  void a_container_tells_what_its_datasets_lack() {
    scenario.accept(Scenario.newDataset(D, A));
    scenario.accept(new Command.CreateContainer(A, Scenario.using("web", D)));
    a();
    assertThat(explained("web"))
        .containsExactly(
            "It is wanted on " + ON_A + ".",
            "No node has reported it.",
            capital(ON_A) + " has not taken it up yet.",
            "Its dataset " + D + " is not as wanted yet.",
            "No node has reported a copy of it.");
  }

  @Test
  void what_a_dataset_agent_of_its_own_says_is_told_of_the_container_and_of_the_dataset() {
    scenario.accept(Scenario.newDataset(D, A));
    scenario.accept(new Command.CreateContainer(A, Scenario.using("web", D)));
    Problem problem = new Problem(Problem.Kind.STORAGE, "tank", "it is full", "make room");
    a().says(
            new UnitId.OfContainer(new ApplicationName("web")),
            status(Phase.WAITING, Optional.of("its volume"), Optional.empty()))
        .says(UNIT, status(Phase.FAILED, Optional.empty(), Optional.of(problem)));
    assertThat(explained("web"))
        .contains(capital(ON_A) + " waits: its volume.")
        .anyMatch(sentence -> sentence.contains("tank: it is full"));
    assertThat(explained()).anyMatch(sentence -> sentence.contains("tank: it is full"));
  }

  @Test
  void what_nobody_asked_for_is_said_to_be_left_alone() {
    a().owns(D, 1, Optional.empty()).runs("old");
    assertThat(explained()).contains("Nobody asked for this dataset; its copies are left alone.");
    assertThat(explained("old"))
        .containsExactly(
            "Nobody asked for this container; it is left alone on node " + A + " (10.0.0.1).",
            "It runs on " + ON_A + ".");
  }

  @Test
  void a_container_that_was_wanted_once_has_still_to_be_removed() {
    scenario.accept(new Command.CreateContainer(A, Scenario.using("old")));
    scenario.accept(new Command.DeleteContainer(new ApplicationName("old")));
    a().runs("old");
    assertThat(explained("old"))
        .containsExactly(
            "Nobody wants it any more.",
            "It runs on " + ON_A + ".",
            capital(ON_A) + " has still to remove it.");
  }
}
