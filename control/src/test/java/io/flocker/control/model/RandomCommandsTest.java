package io.flocker.control.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.flocker.control.model.Home.Standing;
import io.flocker.core.model.DatasetId;
import io.flocker.core.model.Port;
import io.flocker.core.model.Volume;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Whatever is asked for in whatever order, what must never happen does not. */
class RandomCommandsTest {

  private static final int SEEDS = Integer.getInteger("control.seeds", 300);
  private static final int COMMANDS = 200;

  @Test
  void no_sequence_of_commands_breaks_an_invariant() {
    Map<String, Integer> seen = new HashMap<>();
    for (long seed = 0; seed < SEEDS; seed++) {
      run(seed, seen);
    }
    assertThat(seen.keySet())
        .as("what the random commands must have brought about for this test to mean anything")
        .contains("Accepted")
        .contains(
            java.util.Arrays.stream(RefusalCode.values())
                .filter(code -> !code.name().startsWith("LINK_"))
                .filter(code -> !code.name().endsWith("_MISMATCH"))
                .filter(code -> code != RefusalCode.NODE_IN_USE)
                .filter(code -> code != RefusalCode.NODE_DECOMMISSIONED)
                .map(Enum::name)
                .toArray(String[]::new));
  }

  private static void run(long seed, Map<String, Integer> seen) {
    Scenario scenario = new Scenario();
    RandomCommands commands = new RandomCommands(seed);
    for (int i = 0; i < COMMANDS; i++) {
      scenario.pass(commands.pause());
      Command command = commands.next(scenario.now(), scenario.time());
      String where = "seed " + seed + ", command " + i + ": " + command;
      ClusterConfiguration before = scenario.now();
      Decision decision = scenario.decide(command);
      assertThat(scenario.decide(command)).as(where).isEqualTo(decision);
      switch (decision) {
        case Decision.Refused refused ->
            seen.merge(refused.refusal().code().name(), 1, Integer::sum);
        case Decision.Accepted _ -> {
          seen.merge("Accepted", 1, Integer::sum);
          scenario.accept(command);
          checkStep(where, before, scenario.now(), command);
          checkWhole(where, scenario);
        }
      }
    }
  }

  private static void checkStep(
      String where, ClusterConfiguration before, ClusterConfiguration after, Command command) {
    boolean together = command instanceof Command.Together;
    assertThat(after.revision()).as(where).isBetween(before.revision(), before.revision() + 1);
    for (Dataset old : before.datasets().values()) {
      Optional<Dataset> now = after.dataset(old.id());
      if (now.isEmpty()) {
        assertThat(old.isDeleted() || together).as(where).isTrue();
        continue;
      }
      if (!together) {
        assertThat(now.get().isDeleted() || !old.isDeleted()).as(where).isTrue();
        assertThat(now.get().version() - old.version())
            .as(where)
            .isEqualTo(now.get().equals(old) ? 0 : 1);
      }
    }
    for (Home old : before.homes().values()) {
      after.home(old.dataset()).ifPresent(now -> checkHome(where, old, now, together));
    }
  }

  /** A right to make a volume goes from one node to another only by way of its withdrawal. */
  private static void checkHome(String where, Home old, Home now, boolean together) {
    assertThat(now.version()).as(where).isGreaterThanOrEqualTo(old.version());
    if (now.version() == old.version()) {
      assertThat(now).as(where).isEqualTo(old);
    }
    if (!together && old.standing() instanceof Standing.Granted granted) {
      assertThat(now.standing())
          .as(where)
          .isNotInstanceOf(Standing.Unknown.class)
          .matches(standing ->
              !(standing instanceof Standing.Granted other) || other.node().equals(granted.node()));
    }
    if (!together && old.standing() instanceof Standing.Exists exists) {
      assertThat(((Standing.Exists) now.standing()).epoch())
          .as(where)
          .isGreaterThanOrEqualTo(exists.epoch());
    }
  }

  private static void checkWhole(String where, Scenario scenario) {
    ClusterConfiguration now = scenario.now();
    Set<DatasetId> used = new HashSet<>();
    Set<Integer> ports = new HashSet<>();
    for (Container container : now.containers().values()) {
      assertThat(now.containersOn(container.node())).as(where).contains(container.name());
      for (Volume volume : container.application().volumes()) {
        assertThat(used.add(volume.dataset())).as(where).isTrue();
        assertThat(now.userOf(volume.dataset())).as(where).contains(container.name());
      }
      for (Port port : container.application().ports()) {
        assertThat(ports.add(port.external())).as(where).isTrue();
        assertThat(now.holderOf(port.external())).as(where).contains(container.name());
      }
    }
    for (Lease lease : now.leases().values()) {
      assertThat(
              now.dataset(lease.dataset())
                  .filter(dataset -> !dataset.isDeleted() && !dataset.isTrashed()))
          .as(where)
          .isPresent();
    }
    for (Dataset dataset : now.datasets().values()) {
      assertThat(dataset.isDeleted() && dataset.isTrashed()).as(where).isFalse();
      if (now.home(dataset.id()).orElseThrow().isUnplaced()) {
        assertThat(dataset.isTrashed()).as(where).isFalse();
        assertThat(now.userOf(dataset.id())).as(where).isEmpty();
      }
    }
    assertThat(now.homes().keySet()).as(where).isEqualTo(now.datasets().keySet());
    assertThat(
            new TreeSet<>(now.expiredLeases(scenario.time()).stream().map(Lease::dataset).toList()))
        .as(where)
        .isEqualTo(
            new TreeSet<>(
                now.leases().values().stream()
                    .filter(lease -> lease.isExpired(scenario.time()))
                    .map(Lease::dataset)
                    .toList()));
    for (DatasetId dataset : now.datasetsWithSnapshots()) {
      assertThat(now.dataset(dataset)).as(where).isPresent();
      assertThat(now.snapshotsOf(dataset).stream().filter(one -> !one.isDeleted()))
          .as(where)
          .extracting(DatasetSnapshot::name)
          .doesNotHaveDuplicates();
    }
    assertSameAsRebuilt(where, now);
  }

  /** What is kept beside the objects is what follows from them. */
  private static void assertSameAsRebuilt(String where, ClusterConfiguration now) {
    List<Change> all = new ArrayList<>();
    now.datasets().values().forEach(entity -> all.add(new Change.Put(entity)));
    now.containers().values().forEach(entity -> all.add(new Change.Put(entity)));
    now.leases().values().forEach(entity -> all.add(new Change.Put(entity)));
    ClusterConfiguration rebuilt = ClusterConfiguration.EMPTY.at(now.revision(), all);
    assertThat(rebuilt.tag()).as(where).isEqualTo(now.tag());
    assertThat(rebuilt.named().toList()).as(where).isEqualTo(now.named().toList());
    assertThat(rebuilt.endedTrash(Instant.MAX)).as(where).isEqualTo(now.endedTrash(Instant.MAX));
    for (Node node : now.nodes().values()) {
      assertThat(now.datasetsOn(node.id())).as(where).isEqualTo(rebuilt.datasetsOn(node.id()));
      assertThat(now.containersOn(node.id())).as(where).isEqualTo(rebuilt.containersOn(node.id()));
    }
    for (DatasetId id : now.datasets().keySet()) {
      assertThat(now.userOf(id)).as(where).isEqualTo(rebuilt.userOf(id));
    }
  }
}
