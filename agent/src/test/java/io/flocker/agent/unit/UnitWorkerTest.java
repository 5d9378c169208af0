package io.flocker.agent.unit;

import static io.flocker.agent.unit.TestUnit.A;
import static io.flocker.agent.unit.TestUnit.B;
import static io.flocker.agent.unit.TestUnit.DATA;
import static io.flocker.agent.unit.TestUnit.state;
import static io.flocker.agent.unit.TestUnit.volume;
import static org.assertj.core.api.Assertions.assertThat;

import io.flocker.agent.half.Half;
import io.flocker.core.plan.Action;
import io.flocker.core.plan.Plan;
import io.flocker.core.problem.Problem;
import io.flocker.core.problem.ProblemException;
import io.flocker.core.state.NodeState;
import io.flocker.node.session.PlanListener;
import io.flocker.wire.Phase;
import io.flocker.wire.UnitStatus;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class UnitWorkerTest {

  /** A node with one dataset at most, which fails as often as it is told. */
  private static final class Host implements UnitHost {

    private NodeState present = state(A);
    private final List<Action> done = new ArrayList<>();
    private int failures;
    private boolean idle;

    @Override
    public synchronized NodeState observe(UnitWish wish) {
      if (failures < 0) {
        failures++;
        throw new ProblemException(
            new Problem(Problem.Kind.STORAGE, "pool", "the pool is not there", "import it"));
      }
      return present;
    }

    @Override
    public synchronized List<Problem> run(Plan plan, PlanListener listener) {
      plan.allSteps().forEach(listener::began);
      if (failures > 0) {
        failures--;
        return List.of(new Problem(Problem.Kind.STORAGE, "dataset", "no room", "make room"));
      }
      plan.allSteps().map(Plan.Step::action).forEach(done::add);
      if (!idle && plan.allSteps().anyMatch(s -> s.action() instanceof Action.CreateVolume)) {
        present = state(A, volume(A, 1));
      }
      if (plan.allSteps().anyMatch(s -> s.action() instanceof Action.DestroyVolume)) {
        present = state(A);
      }
      return List.of();
    }

    synchronized List<Action> done() {
      return List.copyOf(done);
    }
  }

  private final Host host = new Host();
  private final BlockingQueue<UnitStatus> said = new LinkedBlockingQueue<>();
  private final Units units =
      new Units(
          new Surroundings(
              Half.BOTH,
              A,
              host,
              InstantSource.system(),
              new Random(1),
              new Retry(Duration.ofMillis(1), Duration.ofMillis(20)),
              Duration.ofHours(1)),
          (_, status) -> said.add(status));
  private final UnitWish wanted = TestUnit.granted(TestUnit.dataset(A, Map.of()));

  @AfterEach
  void end() {
    units.close();
  }

  private UnitStatus await(Phase phase) throws InterruptedException {
    while (true) {
      UnitStatus status = said.poll(1, TimeUnit.MINUTES);
      assertThat(status).describedAs("a status " + phase).isNotNull();
      if (status.phase() == phase) {
        return status;
      }
    }
  }

  @Test
  void does_what_is_due_and_says_so() throws Exception {
    units.assign(wanted);
    assertThat(await(Phase.WORKING).reason()).contains("create volume " + DATA);
    assertThat(await(Phase.SETTLED).error()).isEmpty();
    assertThat(host.done()).hasSize(1);
  }

  @Test
  void tries_again_what_failed_and_counts() throws Exception {
    host.failures = 3;
    units.assign(wanted);
    UnitStatus first = await(Phase.FAILED);
    assertThat(first.attempts()).isEqualTo(1);
    assertThat(first.error().orElseThrow().what()).isEqualTo("no room");
    assertThat(first.nextRetry()).isPresent();
    await(Phase.FAILED);
    assertThat(await(Phase.FAILED).attempts()).isEqualTo(3);
    await(Phase.SETTLED);
  }

  @Test
  void a_node_that_cannot_be_looked_at_is_a_failure_with_its_reason() throws Exception {
    host.failures = -1;
    units.assign(wanted);
    assertThat(await(Phase.FAILED).error().orElseThrow().what()).contains("pool is not there");
    await(Phase.SETTLED);
  }

  @Test
  void a_plan_that_changes_nothing_is_not_repeated_without_pause() throws Exception {
    host.idle = true;
    units.assign(wanted);
    assertThat(await(Phase.FAILED).error().orElseThrow().what()).contains("same plan is due");
  }

  @Test
  void a_new_wish_is_followed_at_once() throws Exception {
    units.assign(wanted);
    await(Phase.SETTLED);
    units.assign(TestUnit.deleted(wanted));
    await(Phase.SETTLED);
    assertThat(host.done().getLast()).isEqualTo(new Action.DestroyVolume(DATA));
  }

  @Test
  void waits_for_others_and_wakes_when_told() throws Exception {
    units.assign(TestUnit.dataset(A, Map.of(B, state(B, volume(B, 1)))));
    assertThat(await(Phase.WAITING).waitingFor().orElseThrow()).contains("node b");
    synchronized (host) {
      host.present = state(A, volume(A, 2));
    }
    units.wake(wanted.key());
    await(Phase.SETTLED);
    assertThat(host.done()).isEmpty();
  }

  @Test
  void a_unit_that_is_dismissed_is_left_alone_and_may_come_back() throws Exception {
    units.assign(wanted);
    await(Phase.SETTLED);
    units.dismiss(wanted.key());
    synchronized (host) {
      host.present = state(A);
    }
    units.wakeAll();
    units.assign(wanted);
    await(Phase.SETTLED);
    assertThat(host.done()).hasSize(2);
  }
}
