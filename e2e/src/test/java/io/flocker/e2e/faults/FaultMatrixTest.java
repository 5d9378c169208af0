package io.flocker.e2e.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.flocker.e2e.lab.Lab;
import io.flocker.e2e.lab.LiveBackends;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ArgumentsSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * At every step of a move, on either side: the process is killed, the power is cut. Whatever
 * happens, the next deployment ends it, no acknowledged row is lost, and one copy is writable.
 *
 * <p>Without anything said, a few telling cases are tried, dealt out to the filesystems. With the
 * lab up, all points with both kinds on each of the {@link LiveBackends}, three times:
 *
 * <pre>{@code mvn test -pl e2e -Dtest=FaultMatrixTest -Dflocker.fault.repetitions=3}</pre>
 *
 * <p>{@code -Dflocker.fault.only=TEXT} keeps the cases whose name has this text, of all points.
 * What was run is printed.
 */
@ParameterizedClass(name = "on {0}")
@ArgumentsSource(LiveBackends.class)
final class FaultMatrixTest extends MovingDatabaseTest {

  private final List<String> ran = new ArrayList<>();

  @AfterParameterizedClassInvocation
  void sayWhatRan() {
    System.out.println("Fault matrix on " + backend() + ": passed " + ran.size() + ": " + ran);
  }

  List<FaultCase> cases() {
    return FaultRun.cases(backend());
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("cases")
  void theNextDeploymentEndsAMoveThatWasCutShort(FaultCase fault) {
    try {
      run(fault);
    } catch (RuntimeException | AssertionError e) {
      // At once, with what is on the hosts now: the next case changes that.
      System.out.println(name(fault) + ": FAILED: " + e + "\n" + MovingDatabase.picture());
      throw e;
    }
  }

  private void run(FaultCase fault) {
    String source = database().host();
    String target = database().other();
    String struck = fault.side() == FaultCase.Side.SOURCE ? source : target;
    Deploying.Outcome outcome;
    try (Hold hold = Hold.at(struck, fault.point())) {
      Deploying deploying = database().deploying(target);
      long held = hold.await();
      strike(struck, fault.kind(), held);
      hold.release();
      outcome = deploying.await(MovingDatabase.LONGEST);
    }
    assertThat(outcome.status()).as(outcome.text()).isBetween(0, 1);
    if (outcome.status() == 1) {
      assertThat(outcome.text()).containsPattern("node 10\\.77\\.0\\.[123]");
      assertThat(outcome.text()).doesNotContain("defect of Flocker");
    }
    int deployments = database().deployUntilDone(target);
    database().check();
    ran.add(fault.toString());
    System.out.println(
        name(fault) + ": status " + outcome.status() + ", then " + deployments + " deployment(s)");
  }

  private String name(FaultCase fault) {
    return fault + " on " + backend();
  }

  private void strike(String host, FaultCase.Kind kind, long process) {
    switch (kind) {
      case KILL -> Lab.on(host, "kill", "-9", String.valueOf(process)).orFail();
      case POWER_CUT -> {
        Lab.cutPower(host);
        Lab.boot(host, backend());
      }
    }
  }
}
