package io.flocker.e2e.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.flocker.e2e.lab.Cluster;
import io.flocker.e2e.lab.Lab;
import java.time.Duration;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.ArgumentsSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Moves that are cut short by what is around them, while a client writes. Hardly a matter of the
 * filesystem, so a quick run takes one.
 */
@ParameterizedClass(name = "on {0}")
@ArgumentsSource(FaultRun.OneIfQuick.class)
final class InterruptedMovesTest extends MovingDatabaseTest {

  @AfterEach
  void everythingIsInOrder() {
    database().check();
  }

  /**
   * Who is cut off, and the point that is reached then on the host that has it in its name. Each
   * takes as long as it takes to give up on a silent network, so a quick run tries the worst only.
   */
  static Stream<Arguments> cuts() {
    Stream<Arguments> worst = Stream.of(Arguments.of("source", "source-frozen"));
    Stream<Arguments> others =
        Stream.of(
            Arguments.of("source", "source-prepared"),
            Arguments.of("target", "target-received"),
            Arguments.of("target", "source-frozen"));
    return FaultRun.isQuick() ? worst : Stream.concat(worst, others);
  }

  @ParameterizedTest(name = "{0} cut off at {1}")
  @MethodSource("cuts")
  void aHostThatIsCutOffTheNetworkIsToldOfAndTheNextDeploymentGoesOn(String side, String point) {
    String source = database().host();
    String target = database().other();
    String cut = side.equals("source") ? source : target;
    Deploying.Outcome outcome;
    try (Hold hold = Hold.at(point.startsWith("source") ? source : target, point)) {
      Deploying deploying = database().deploying(target);
      hold.await();
      Lab.isolate(cut);
      hold.release();
      outcome = deploying.await(MovingDatabase.LONGEST);
    } finally {
      Lab.rejoin(cut);
    }
    assertThat(outcome.status()).as(outcome.text()).isEqualTo(1);
    assertThat(outcome.text()).contains("node " + Lab.address(cut));
    awaitNoSessions();
    database().deployUntilDone(target);
  }

  @Test
  void aDeploymentWhoseUserIsKilledBeforeTheFreezeIsCalledOffEverywhere() {
    String source = database().host();
    try (Hold hold = Hold.at(source, "source-prepared")) {
      Deploying deploying = database().deploying(database().other());
      hold.await();
      deploying.kill();
    }
    awaitNoSessions();
    assertThat(Cluster.running(source)).containsExactly("postgres");
    database().deployUntilDone(database().other());
  }

  @Test
  void ofTwoDeploymentsOneWaitsForTheOtherOrSaysWhyNot() {
    String source = database().host();
    String target = database().other();
    Deploying.Outcome first;
    Deploying.Outcome second;
    try (Hold hold = Hold.at(source, "source-copied")) {
      // It is held until the other one has come.
      Deploying moving = database().deploying(target, MovingDatabase.LONGEST);
      hold.await();
      Deploying staying = database().deploying("h3");
      Awaitility.await("the second deployment to meet the first")
          .atMost(Duration.ofMinutes(1))
          .until(() -> sessions(source) > 1);
      hold.release();
      first = moving.await(MovingDatabase.LONGEST.multipliedBy(2));
      second = staying.await(MovingDatabase.LONGEST);
    }
    assertThat(first.status()).as(first.text()).isZero();
    assertThat(second.status()).as(second.text()).isBetween(0, 1);
    if (second.status() == 1) {
      assertThat(second.text()).contains("another deployment");
    }
    database().deployUntilDone("h3");
    database().check();
    database().deployUntilDone(source);
  }

  private static void awaitNoSessions() {
    Awaitility.await("the sessions on all hosts to end by themselves")
        .atMost(Duration.ofMinutes(3))
        .until(() -> Cluster.HOSTS.stream().mapToInt(InterruptedMovesTest::sessions).sum() == 0);
  }

  private static int sessions(String host) {
    // The brackets keep pgrep's own shell out of the count.
    String count = "pgrep -fc 'cli[.]Main flocker-(changestate|volume)' || true";
    return Integer.parseInt(Lab.shell(host, count).orFail().strip());
  }
}
