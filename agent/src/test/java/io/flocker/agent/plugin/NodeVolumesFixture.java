package io.flocker.agent.plugin;

import io.flocker.core.model.DatasetId;
import io.flocker.protocol.v1.NewVolume;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** Volumes with a real ledger; the node and the control service are in memory. */
abstract class NodeVolumesFixture {

  private static final NodeVolumes.Times TIMES =
      new NodeVolumes.Times(Duration.ofSeconds(1), Duration.ofMillis(300), Duration.ofMillis(20));

  @TempDir private Path folder;
  final TestLocalVolumes local = new TestLocalVolumes();
  final TestControlVolumes control = new TestControlVolumes();
  final News news = new News();
  private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();
  MountLedger ledger;
  MountLeases leases;
  NodeVolumes volumes;

  @BeforeEach
  void start() {
    begin("boot", TIMES);
  }

  final void begin(String boot) {
    begin(boot, TIMES);
  }

  final void begin(String boot, NodeVolumes.Times times) {
    ledger = MountLedger.open(folder.resolve("mounts.json"), boot, InstantSource.system());
    leases = new MountLeases(ledger, control, times, clock);
    volumes =
        new NodeVolumes(
            local, control, ledger, leases, staleMounts(Duration.ofHours(1)), news, times);
  }

  @AfterEach
  void stop() {
    leases.close();
    clock.shutdownNow();
  }

  static Deadline soon() {
    return Deadline.in(Duration.ofMinutes(2));
  }

  Volumes.Mounted mount(String name, String id) {
    return volumes.mount(name, id, soon());
  }

  void makeHere(String name) {
    control.add(name, local.here(name));
  }

  boolean isLeased(String name) {
    return control.leases.containsKey(DatasetId.ofName(name));
  }

  static NewVolume wanted(String name) {
    return NewVolume.newBuilder().setName(name).build();
  }

  StaleMounts staleMounts(Duration unused) {
    return new StaleMounts(
        ledger, leases, local, new StaleMounts.Times(Duration.ofMillis(20), unused), clock);
  }
}
