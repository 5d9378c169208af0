package io.flocker.node.imaginary;

import static org.assertj.core.api.Assertions.assertThat;

import io.flocker.core.model.Application;
import io.flocker.core.model.Configuration;
import io.flocker.core.model.DatasetId;
import io.flocker.core.model.NodeName;
import io.flocker.core.model.Volume;
import io.flocker.core.plan.NodePlan;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Kills a process of either host, or cuts its power, before each of the effects of a move in turn,
 * and deploys again. The code under test is all of the product but the filesystem and the engine.
 */
final class MoveCrashTest {

  private static final DatasetId DATA = DatasetId.ofName("db");
  private static final Application DB =
      Application.of("db", "database")
          .withVolumes(List.of(new Volume(DATA, "/data", Optional.empty())));

  enum Victim {
    SOURCE_KILLED,
    SOURCE_WITHOUT_POWER,
    TARGET_KILLED,
    TARGET_WITHOUT_POWER
  }

  @TempDir private Path directory = Path.of("");

  @ParameterizedTest
  @EnumSource(Victim.class)
  void anAcknowledgedRowSurvivesACrashBeforeAnyEffectOfAMove(Victim victim) throws Exception {
    int steps = 0;
    while (crashAndRecover(victim, steps)) {
      steps++;
    }
    // The last run was not reached by the crash: every effect before it was crashed at.
    assertThat(steps).isGreaterThan(10);
  }

  /** Whether the crash took place before the move had ended by itself. */
  private boolean crashAndRecover(Victim victim, int steps) throws Exception {
    ImaginaryHost source = new ImaginaryHost("source", 1, directory);
    ImaginaryHost target = new ImaginaryHost("target", 2, directory);
    List<ImaginaryHost> hosts = List.of(source, target);
    Configuration before = on(source, target);
    Configuration after = on(target, source);
    assertThat(new ImaginaryDeployment(hosts).run(before)).isEmpty();
    List<String> acknowledged = new ArrayList<>(write(hosts, 1));
    assertThat(acknowledged).hasSize(1);

    ImaginaryHost crashing = victim.name().startsWith("SOURCE") ? source : target;
    crashing.losesPower = victim.name().endsWith("WITHOUT_POWER");
    crashing.fault.killAfter(steps);
    new ImaginaryDeployment(hosts).run(after);
    boolean crashed = crashing.fault.isDead();
    if (crashing.losesPower && crashed) {
      crashing.containers.reboot();
    }
    crashing.fault.revive();
    check(hosts, steps);
    acknowledged.addAll(write(hosts, 2));

    List<String> problems = new ArrayList<>();
    for (int run = 0; run < 3; run++) {
      new ImaginaryDeployment(hosts)
          .run(after)
          .forEach(problem -> problems.add(problem.sentence()));
      check(hosts, steps);
      acknowledged.addAll(write(hosts, 3 + run));
    }
    assertThat(new ImaginaryDeployment(hosts).plans(after).values())
        .describedAs("killed after %s steps, problems: %s", steps, problems)
        .allMatch(NodePlan::isEmpty);
    assertThat(target.containers.running()).containsExactly(DB);
    assertThat(target.driver.rows(DATA))
        .describedAs("killed after %s steps", steps)
        .containsAll(acknowledged);
    return crashed;
  }

  private static List<String> write(List<ImaginaryHost> hosts, int number) {
    return hosts.stream().flatMap(host -> host.writeRows(number).stream()).toList();
  }

  private static void check(List<ImaginaryHost> hosts, int steps) {
    assertThat(hosts.stream().filter(host -> host.isWritable(DATA)))
        .describedAs("writable copies, killed after %s steps", steps)
        .hasSizeLessThanOrEqualTo(1);
  }

  private static Configuration on(ImaginaryHost one, ImaginaryHost other) {
    TreeMap<NodeName, List<Application>> nodes = new TreeMap<>();
    nodes.put(one.name, List.of(DB));
    nodes.put(other.name, List.of());
    return Configuration.of(nodes);
  }
}
