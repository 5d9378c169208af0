package io.flocker.agent.plugin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.flocker.agent.uplink.TestCluster;
import io.flocker.agent.uplink.Uplink;
import io.flocker.agent.uplink.UplinkListener;
import io.flocker.agent.uplink.UplinkSettings;
import io.flocker.agent.uplink.UplinkState;
import io.flocker.core.model.DatasetId;
import io.flocker.core.model.NodeId;
import io.flocker.protocol.v1.NamedVolume;
import io.flocker.protocol.v1.NewVolume;
import io.flocker.wire.AgentHello;
import io.flocker.wire.NodeReport;
import io.flocker.wire.ProtocolVersion;
import io.flocker.wire.UnitId;
import io.grpc.Status;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The five calls over real TLS. */
class UplinkVolumesTest {

  private static final Duration PATIENCE = Duration.ofMinutes(1);

  @TempDir private Path temporary;
  private final List<AutoCloseable> opened = new ArrayList<>();
  private final NodeId node = new NodeId(UUID.randomUUID());
  private final StubControl.State state = new StubControl.State(node);
  private final News news = new News();
  private TestCluster cluster;
  private StubControl control;
  private Uplink uplink;
  private UplinkVolumes volumes;

  @BeforeEach
  void join() throws IOException {
    cluster = new TestCluster(temporary);
    control = open(new StubControl(cluster, 0, state));
    ScheduledExecutorService thread =
        Executors.newSingleThreadScheduledExecutor(Thread.ofPlatform().daemon().factory());
    uplink =
        open(
            new Uplink(
                new UplinkSettings(
                    "127.0.0.1",
                    control.port(),
                    Duration.ofMillis(20),
                    Duration.ofMillis(100),
                    PATIENCE,
                    Duration.ofMillis(200)),
                cluster.node(node),
                hello(),
                () -> NodeReport.EMPTY,
                new UplinkListener() {
                  @Override
                  public void stateChanged(UplinkState now) {
                    news.changed();
                  }

                  @Override
                  public void wishesChanged(Set<UnitId> units) {
                    news.changed();
                  }
                },
                thread,
                InstantSource.system()));
    volumes = new UplinkVolumes(uplink, news, InstantSource.system(), PATIENCE);
  }

  private static AgentHello hello() {
    return new AgentHello(
        ProtocolVersion.MAJOR,
        ProtocolVersion.MINOR,
        "test",
        "boot",
        UUID.randomUUID(),
        Optional.of("127.0.0.1"),
        4525,
        "btrfs",
        true,
        true,
        true,
        true,
        Optional.empty());
  }

  private <T extends AutoCloseable> T open(T closeable) {
    opened.add(closeable);
    return closeable;
  }

  @AfterEach
  void stop() throws Exception {
    for (AutoCloseable each : opened.reversed()) {
      each.close();
    }
  }

  private void joined() {
    uplink.start();
    assertThat(volumes.isThere(Deadline.in(PATIENCE))).isTrue();
  }

  private static <T> T value(Answer<T> answer) {
    assertThat(answer).isInstanceOf(Answer.Done.class);
    return ((Answer.Done<T>) answer).value();
  }

  @Test
  void what_is_asked_for_is_done() {
    joined();
    NewVolume wanted = NewVolume.newBuilder().setName("data").build();
    NamedVolume made = value(volumes.create(wanted, PATIENCE));
    assertThat(value(volumes.find("data", PATIENCE))).containsExactly(made);
    assertThat(value(volumes.find("other", PATIENCE))).isEmpty();
    DatasetId dataset = state.dataset("data");
    assertThat(value(volumes.take("data", dataset, PATIENCE)).getNode()).isEqualTo(node.toString());
    assertThat(state.isLeased("data")).isTrue();
    await().until(() -> uplink.wishes().units().size() == 1);
    assertThat(value(volumes.leave(dataset, PATIENCE))).isTrue();
    assertThat(value(volumes.list(PATIENCE))).hasSize(1);
    assertThat(value(volumes.remove("data", PATIENCE))).isTrue();
    assertThat(volumes.take("data", dataset, PATIENCE))
        .isEqualTo(new Answer.Missing<>("no such volume"));
  }

  private Answer<NamedVolume> refusedWith(Status status) {
    control.refusal = status;
    return volumes.take("data", DatasetId.ofName("data"), PATIENCE);
  }

  @Test
  void each_refusal_is_told_apart() {
    joined();
    assertThat(refusedWith(Status.ABORTED.withDescription("b uses it")))
        .isEqualTo(new Answer.Busy<>("b uses it"));
    assertThat(refusedWith(Status.ALREADY_EXISTS.withDescription("two")))
        .isEqualTo(new Answer.Refused<>("two"));
    assertThat(refusedWith(Status.INVALID_ARGUMENT.withDescription("bad")))
        .isEqualTo(new Answer.Refused<>("bad"));
    assertThat(refusedWith(Status.FAILED_PRECONDITION.withDescription("no")))
        .isEqualTo(new Answer.Refused<>("no"));
    assertThat(refusedWith(Status.UNAUTHENTICATED))
        .isEqualTo(new Answer.Refused<>("the control service says UNAUTHENTICATED"));
    assertThat(refusedWith(Status.UNAVAILABLE.withDescription("later")))
        .isEqualTo(new Answer.Away<>("the control service cannot be reached: later"));
  }

  @Test
  void an_older_control_service_is_to_be_upgraded_first() {
    joined();
    assertThat(refusedWith(Status.UNIMPLEMENTED))
        .asString()
        .contains("Refused", "upgrade the control service first");
  }

  @Test
  void one_that_does_not_answer_is_away() {
    joined();
    control.silent = true;
    assertThat(volumes.list(Duration.ofMillis(200)))
        .asString()
        .contains("Away", "it has not answered in 200 ms");
    assertThat(volumes.list(Duration.ZERO)).asString().contains("Away", "no time left");
  }

  @Test
  void one_that_cannot_be_reached_is_away_since_when() {
    assertThat(volumes.list(PATIENCE))
        .asString()
        .contains("Away", "the control service cannot be reached since 20");
    joined();
    control.close();
    await().until(() -> uplink.state() instanceof UplinkState.Away);
    assertThat(volumes.list(PATIENCE)).asString().contains("Away", "cannot be reached since 20");
  }

  @Test
  void one_that_is_about_to_be_reached_is_waited_for() {
    CompletableFuture<Boolean> there =
        CompletableFuture.supplyAsync(() -> volumes.isThere(Deadline.in(PATIENCE)));
    uplink.start();
    assertThat(there.join()).isTrue();
    assertThat(uplink.wishes().revision()).isPresent();
  }

  @Test
  void a_wait_ends_with_the_connection() throws Exception {
    joined();
    control.silent = true;
    CompletableFuture<Answer<List<NamedVolume>>> answer =
        CompletableFuture.supplyAsync(() -> volumes.list(Duration.ofHours(1)));
    await().until(() -> control.asked.contains("list "));
    control.close();
    assertThat(answer.get(1, TimeUnit.MINUTES)).isInstanceOf(Answer.Away.class);
  }
}
