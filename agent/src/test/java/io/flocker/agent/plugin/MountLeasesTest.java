package io.flocker.agent.plugin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.flocker.core.model.DatasetId;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Leases at a control service that is there, but at times too slow to answer. */
class MountLeasesTest {

  private static final DatasetId DATA = DatasetId.ofName("data");
  private static final NodeVolumes.Times TIMES =
      new NodeVolumes.Times(Duration.ofSeconds(1), Duration.ofMillis(300), Duration.ofMillis(20));

  @TempDir private Path folder;
  private final TestControlVolumes control = new TestControlVolumes();
  private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();
  private MountLedger ledger;
  private MountLeases leases;

  @BeforeEach
  void start() {
    ledger = MountLedger.open(folder.resolve("mounts.json"), "boot", InstantSource.system());
    leases = new MountLeases(ledger, control, TIMES, clock);
    control.add("data", DATA);
    MountLedger.Mount _ = ledger.intend(DATA, "data", "one");
  }

  @AfterEach
  void stop() {
    leases.close();
    clock.shutdownNow();
  }

  private static Deadline later() {
    return Deadline.in(Duration.ofMinutes(1));
  }

  @Test
  void it_is_asked_again_only_by_who_needs_an_answer() {
    control.slow.set(1);
    assertThat(leases.take(DATA, "data", later())).isPresent();
    control.slow.set(2);
    assertThat(leases.insist(DATA, "data", later())).isEmpty();
    assertThat(control.leases).containsKey(DATA);
  }

  @Test
  void one_that_is_away_is_not_asked_again() {
    control.away = true;
    assertThat(leases.insist(DATA, "data", later())).isPresent();
    assertThat(control.asked).isEqualTo(List.of("take data"));
  }

  @Test
  void an_end_that_was_not_answered_is_told_again_soon() {
    assertThat(leases.take(DATA, "data", later())).isEmpty();
    control.slow.set(2);
    leases.end(DATA, _ -> true, later());
    assertThat(control.leases).containsKey(DATA);
    // Who waits for the volume elsewhere has a quarter of a minute.
    await().atMost(Duration.ofSeconds(15)).until(() -> !control.leases.containsKey(DATA));
    assertThat(ledger.entries()).isEmpty();
  }
}
