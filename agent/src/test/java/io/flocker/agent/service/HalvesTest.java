package io.flocker.agent.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.flocker.agent.half.Half;
import io.flocker.agent.unit.BtrfsDisk;
import io.flocker.agent.uplink.TestCluster;
import io.flocker.control.cluster.AgentLink;
import io.flocker.control.cluster.Cluster;
import io.flocker.control.model.Command;
import io.flocker.control.nodes.NodeServer;
import io.flocker.control.nodes.NodeSettings;
import io.flocker.control.nodes.WishBoard;
import io.flocker.control.steward.Steward;
import io.flocker.control.store.ConfigurationStore;
import io.flocker.control.store.Outcome;
import io.flocker.core.model.Application;
import io.flocker.core.model.DatasetId;
import io.flocker.core.model.Volume;
import io.flocker.core.problem.Problem;
import io.flocker.wire.Phase;
import io.flocker.wire.UnitId;
import io.flocker.wire.UnitStatus;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/**
 * Nodes whose agents are two processes each, with a real control service behind them: store,
 * steward, gRPC. Volumes are on btrfs and move over TLS; containers are in memory.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class HalvesTest {

  private final BtrfsDisk disk = new BtrfsDisk();
  @TempDir private Path temporary;
  private final List<AutoCloseable> opened = new ArrayList<>();
  private final DatasetId data = new DatasetId(UUID.randomUUID());
  private final Application store =
      Application.of("store", "image:1")
          .withVolumes(List.of(new Volume(data, "/data", Optional.empty())));
  private ConfigurationStore wanted;
  private Cluster cluster;
  private int port;
  private TestHost a;
  private TestHost b;

  @BeforeAll
  void makeDisk() throws IOException {
    disk.make();
  }

  @AfterAll
  void removeDisk() throws IOException {
    disk.close();
  }

  @BeforeEach
  void begin() throws IOException {
    TestCluster certificates = new TestCluster(temporary);
    cluster = new Cluster(InstantSource.system());
    WishBoard board = new WishBoard();
    wanted =
        open(
            ConfigurationStore.open(
                certificates.folder().resolve("configuration.db"),
                InstantSource.system(),
                failure -> {
                  throw new AssertionError(failure);
                }));
    var _ = open(Steward.start(wanted, cluster, board));
    port =
        open(NodeServer.start(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                certificates.control(),
                certificates.id(),
                cluster,
                board,
                _ -> false,
                certificates.renewals(cluster),
                NodeSettings.STANDARD,
                InstantSource.system()))
            .port();
    a = open(new TestHost(certificates, "127.0.0.2", temporary, disk.directory()));
    b = open(new TestHost(certificates, "127.0.0.3", temporary, disk.directory()));
  }

  private <T extends AutoCloseable> T open(T closeable) {
    opened.add(closeable);
    return closeable;
  }

  @AfterEach
  void end() throws Exception {
    for (AutoCloseable each : opened.reversed()) {
      each.close();
    }
    opened.clear();
  }

  private static ConditionFactory eventually() {
    return await().atMost(Duration.ofMinutes(3));
  }

  private void startBoth(TestHost host) throws IOException {
    host.start(port, Half.DATASETS, Half.CONTAINERS);
    eventually().until(() -> wanted.snapshot().node(host.id).isPresent());
    eventually()
        .until(() ->
            cluster.now().node(host.id).stream()
                    .flatMap(node -> node.links().stream())
                    .filter(AgentLink::isConnected)
                    .filter(AgentLink::hasReported)
                    .count()
                == 2);
  }

  private void want(Command command) {
    assertThat(wanted.submit(command, "test")).isInstanceOf(Outcome.Done.class);
  }

  /** The container runs on a host, on a volume with a file in it. */
  private void runOn(TestHost host) throws IOException {
    want(new Command.CreateDataset(data, host.id, Optional.empty(), Map.of()));
    want(new Command.CreateContainer(host.id, store));
    awaitRunning(host);
    Files.writeString(host.path(data).resolve("file"), "kept");
  }

  private void awaitRunning(TestHost host) {
    eventually()
        .untilAsserted(() ->
            assertThat(host.containers.runs(store.name()))
                .describedAs("%s", statuses(host))
                .isTrue());
  }

  private Map<UnitId, UnitStatus> statuses(TestHost host) {
    return cluster.now().node(host.id).map(node -> Map.copyOf(node.statuses())).orElse(Map.of());
  }

  private UnitStatus awaitPhase(TestHost host, UnitId unit, Phase phase) {
    return eventually()
        .until(
            () ->
                Optional.ofNullable(statuses(host).get(unit))
                    .filter(status -> status.phase() == phase),
            Optional::isPresent)
        .orElseThrow();
  }

  /** It may have failed for another reason before: one that is over now. */
  private void awaitFailure(TestHost host, UnitId unit, String... words) {
    eventually()
        .untilAsserted(() ->
            assertThat(Optional.ofNullable(statuses(host).get(unit)))
                .hasValueSatisfying(status -> {
                  assertThat(status.phase()).isEqualTo(Phase.FAILED);
                  assertThat(status.error().map(Problem::sentence).orElseThrow()).contains(words);
                }));
  }

  private UnitId container() {
    return new UnitId.OfContainer(store.name());
  }

  private UnitId dataset() {
    return new UnitId.OfDataset(data);
  }

  @Test
  void a_container_moves_with_its_volume_and_is_stopped_on_the_way_only() throws Exception {
    startBoth(a);
    startBoth(b);
    runOn(a);
    awaitPhase(a, container(), Phase.SETTLED);
    assertThat(awaitPhase(a, dataset(), Phase.SETTLED).error()).isEmpty();

    want(new Command.MoveContainer(store.name(), b.id, false));
    awaitRunning(b);
    assertThat(b.path(data).resolve("file")).hasContent("kept");
    // The one who has the volume asks for the stop, once all else is done.
    assertThat(a.containers.done()).containsSubsequence("start store", "suspend store");
    assertThat(b.containers.done()).startsWith("create store");
    eventually().until(() -> a.containers.find(store.name()).isEmpty());
    assertThat(a.containers.done()).doesNotContain("resume store");

    want(new Command.MoveContainer(store.name(), a.id, false));
    awaitRunning(a);
    assertThat(a.path(data).resolve("file")).hasContent("kept");
  }

  @Test
  void a_container_starts_after_a_reboot_only_once_the_dataset_agent_has_mounted_its_volume()
      throws Exception {
    startBoth(a);
    runOn(a);
    awaitPhase(a, container(), Phase.SETTLED);
    a.reboot(data);
    a.start(port, Half.CONTAINERS);
    UnitStatus waiting = awaitPhase(a, container(), Phase.WAITING);
    assertThat(waiting.waitingFor().orElseThrow())
        .contains("make volume " + data + " writable", "the dataset agent does that");
    assertThat(a.containers.runs(store.name())).isFalse();

    a.start(port, Half.DATASETS);
    awaitRunning(a);
    Files.writeString(a.path(data).resolve("more"), "writable");
    awaitPhase(a, container(), Phase.SETTLED);
  }

  @Test
  void without_a_container_agent_a_container_is_neither_stopped_nor_its_volume_moved()
      throws Exception {
    startBoth(a);
    startBoth(b);
    runOn(a);
    a.stop(Half.CONTAINERS);

    want(new Command.MoveContainer(store.name(), b.id, false));
    awaitFailure(
        a,
        dataset(),
        "the container agent of this node does not answer",
        "flocker-container-agent");
    assertThat(a.containers.runs(store.name())).isTrue();
    Files.writeString(a.path(data).resolve("still"), "writable");

    a.start(port, Half.CONTAINERS);
    awaitRunning(b);
    assertThat(b.path(data).resolve("still")).hasContent("writable");
  }

  @Test
  void a_volume_does_not_leave_under_a_container_that_is_being_started() throws Exception {
    startBoth(a);
    startBoth(b);
    a.containers.holdStarts();
    want(new Command.CreateDataset(data, a.id, Optional.empty(), Map.of()));
    want(new Command.CreateContainer(a.id, store));
    eventually().until(a.containers::isStarting);

    want(new Command.MoveContainer(store.name(), b.id, false));
    awaitFailure(a, dataset(), "another operation is at work on this dataset");
    a.containers.finishStarts();
    awaitRunning(b);
    assertThat(a.containers.done()).containsSubsequence("start store", "suspend store");
    assertThat(a.containers.runs(store.name())).isFalse();
  }

  /** It was wanted once, and the half that should remove it is away. */
  private void forgetContainer() {
    a.stop(Half.CONTAINERS);
    want(new Command.CreateContainer(a.id, store));
    want(new Command.DeleteContainer(store.name()));
    a.containers.run(store, a.name, List.of(a.path(data).toString()));
  }

  @Test
  void a_volume_that_a_forgotten_container_uses_is_not_moved() throws Exception {
    startBoth(a);
    startBoth(b);
    want(new Command.CreateDataset(data, a.id, Optional.empty(), Map.of()));
    awaitPhase(a, dataset(), Phase.SETTLED);
    forgetContainer();

    want(new Command.MoveDataset(data, Optional.of(b.id), false));
    awaitFailure(a, dataset(), "container store uses it on this node");
    a.start(port, Half.CONTAINERS);
    awaitPhase(b, dataset(), Phase.SETTLED);
    assertThat(b.path(data)).isDirectory();
    assertThat(a.containers.find(store.name())).isEmpty();
  }

  @Test
  void a_volume_that_a_forgotten_container_uses_is_not_destroyed() throws Exception {
    startBoth(a);
    want(new Command.CreateDataset(data, a.id, Optional.empty(), Map.of()));
    awaitPhase(a, dataset(), Phase.SETTLED);
    forgetContainer();

    want(new Command.DeleteDataset(data, false));
    awaitFailure(a, dataset(), "container store uses it on this node");
    assertThat(a.path(data)).isDirectory();

    a.start(port, Half.CONTAINERS);
    eventually().until(() -> !a.hasCopy(data));
    assertThat(a.containers.find(store.name())).isEmpty();
  }
}
