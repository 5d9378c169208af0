package io.flocker.agent.uplink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.flocker.control.cluster.Presence;
import io.flocker.control.nodes.NodeSettings;
import io.flocker.core.model.DatasetId;
import io.flocker.core.model.NodeId;
import io.flocker.core.model.Size;
import io.flocker.protocol.v1.AgentMessage;
import io.flocker.protocol.v1.Alive;
import io.flocker.protocol.v1.ControlMessage;
import io.flocker.protocol.v1.Hello;
import io.flocker.protocol.v1.NodeProtocolGrpc;
import io.flocker.protocol.v1.NodeProtocolGrpc.NodeProtocolStub;
import io.flocker.protocol.v1.Refused;
import io.flocker.protocol.v1.Report;
import io.flocker.wire.Hellos;
import io.flocker.wire.WantedDataset;
import io.flocker.wire.Wish;
import io.flocker.wire.WishRevision;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Agents that are slow, dead, strange or not agents at all, over real TLS. */
class UnusualAgentsTest {

  private static final Duration SHORT = Duration.ofSeconds(1);

  @TempDir private Path temporary;

  private final List<AutoCloseable> opened = new ArrayList<>();
  private final NodeId node = new NodeId(UUID.randomUUID());
  private TestCluster cluster;
  private TestControl control;

  @BeforeEach
  void serve() throws IOException {
    cluster = new TestCluster(temporary);
    control = open(new TestControl(cluster, 0, UplinkTest.QUICK));
  }

  @AfterEach
  void stop() throws Exception {
    for (AutoCloseable each : opened.reversed()) {
      each.close();
    }
  }

  private <T extends AutoCloseable> T open(T closeable) {
    opened.add(closeable);
    return closeable;
  }

  private RawAgent<AgentMessage, ControlMessage> raw(int atFirst) throws IOException {
    return open(
        new RawAgent<>(
            cluster.node(node),
            control.port(),
            NodeProtocolStub.class,
            NodeProtocolGrpc.NodeProtocolStub::connect,
            atFirst));
  }

  private static NodeSettings quick(Duration deadAfter, Duration probe) {
    return new NodeSettings(
        UplinkTest.QUICK.heartbeat(), deadAfter, probe, UplinkTest.QUICK.recheck());
  }

  private static AgentMessage hello(Hello hello) {
    return AgentMessage.newBuilder().setHello(hello).build();
  }

  private static Hello hello() {
    return Hellos.write(TestAgent.hello("raw.example", true, true, "boot-1"));
  }

  private static Optional<Refused> refusal(RawAgent<AgentMessage, ControlMessage> agent) {
    return agent.received.stream()
        .filter(ControlMessage::hasRefused)
        .map(ControlMessage::getRefused)
        .findFirst();
  }

  private void isRefused(
      RawAgent<AgentMessage, ControlMessage> agent, Refused.Reason reason, String words)
      throws Exception {
    assertThat(agent.ended.get(1, TimeUnit.MINUTES)).isNull();
    assertThat(refusal(agent))
        .hasValueSatisfying(refused -> {
          assertThat(refused.getReason()).isEqualTo(reason);
          assertThat(refused.getExplanation()).contains(words);
          assertThat(refused.getRemedy()).isNotEmpty();
        });
  }

  @Test
  void aSlowAgentGetsTheLatestWishOfEachUnitAndNothingElse() throws Exception {
    // It says nothing meanwhile, and is not to be given up for that.
    control =
        open(
            new TestControl(
                cluster,
                0,
                new NodeSettings(
                    Duration.ofSeconds(10),
                    Duration.ofMinutes(10),
                    Duration.ofMinutes(1),
                    Duration.ofMinutes(1))));
    RawAgent<AgentMessage, ControlMessage> slow = raw(1);
    slow.say(hello(hello()));
    await().until(() -> slow.received.size() == 1);
    List<DatasetId> datasets = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      datasets.add(new DatasetId(UUID.randomUUID()));
    }
    int rounds = 2_000;
    Optional<WishRevision> last = Optional.empty();
    for (int round = 1; round <= rounds; round++) {
      List<Wish> wishes = new ArrayList<>();
      for (DatasetId id : datasets) {
        wishes.add(
            new Wish.OfDataset(
                new WantedDataset(
                    id,
                    node,
                    Optional.of(new Size(round)),
                    false,
                    false,
                    List.of(),
                    Optional.empty())));
      }
      last = Optional.of(control.board.change(node, wishes, Set.of()));
    }
    long revision = last.orElseThrow().revision();

    slow.take(1_000_000);
    await()
        .until(() ->
            slow.received.stream()
                .anyMatch(message -> message.getWishes().getRevision() == revision));

    // What was written before the network stopped taking, and then only what there is to know.
    assertThat(slow.received.stream().filter(ControlMessage::hasWishes)).hasSizeLessThan(100);
    ControlMessage latest =
        slow.received.stream().filter(ControlMessage::hasWishes).toList().getLast();
    assertThat(latest.getWishes().getChangedList())
        .hasSize(20)
        .allSatisfy(wish -> assertThat(wish.getDataset().getMaximumSize()).isEqualTo(rounds));
  }

  @Test
  void anAgentThatSaysNothingIsGivenUp() throws Exception {
    control = open(new TestControl(cluster, 0, quick(SHORT, Duration.ofMinutes(1))));
    RawAgent<AgentMessage, ControlMessage> silent = raw(1_000);
    silent.say(hello(hello()));
    await().until(() -> control.cluster.now().node(node).isPresent());

    assertThat(silent.ended.get(1, TimeUnit.MINUTES)).hasMessageContaining("nothing was heard");
    await().until(() -> control.node(node).presence() instanceof Presence.Unreachable);
  }

  @Test
  void aDeadFirstConnectionMakesRoom() throws Exception {
    control = open(new TestControl(cluster, 0, quick(Duration.ofMinutes(1), SHORT)));
    RawAgent<AgentMessage, ControlMessage> frozen = raw(1_000);
    frozen.say(hello(hello()));
    await().until(() -> control.cluster.now().node(node).isPresent());

    TestAgent living =
        open(
            new TestAgent(
                cluster,
                node,
                control.port(),
                TestAgent.hello("living.example", true, true, "boot-2")));

    await().until(living::isJoined);
    assertThat(frozen.ended.get(1, TimeUnit.MINUTES)).isNotNull();
    // It was asked, and given the time to answer.
    assertThat(frozen.received).anyMatch(message -> message.getAlive().getQuestion() != 0);
    assertThat(control.node(node).neighbour().host()).contains("living.example");
  }

  @Test
  void aQuestionIsAnswered() throws Exception {
    RawAgent<AgentMessage, ControlMessage> agent = raw(1_000);
    agent.say(hello(hello()));

    agent.say(AgentMessage.newBuilder().setAlive(Alive.newBuilder().setQuestion(7)).build());

    await()
        .until(
            () -> agent.received.stream().anyMatch(message -> message.getAlive().getAnswer() == 7));
  }

  @Test
  void anotherMajorVersionIsRefused() throws Exception {
    RawAgent<AgentMessage, ControlMessage> agent = raw(1_000);
    agent.say(hello(hello().toBuilder().setProtocolMajor(2).build()));

    isRefused(agent, Refused.Reason.REASON_WRONG_PROTOCOL, "version 2");
  }

  @Test
  void nonsenseIsRefusedAndNothingOfItIsKept() throws Exception {
    RawAgent<AgentMessage, ControlMessage> agent = raw(1_000);
    agent.say(hello(hello()));

    agent.say(
        AgentMessage.newBuilder()
            .setReport(Report.newBuilder().setRevision(1).addGoneDatasets("me"))
            .build());

    isRefused(agent, Refused.Reason.REASON_BAD_MESSAGE, "\"me\" is not a UUID");
  }

  @Test
  void aReportBeforeTheHelloIsRefused() throws Exception {
    RawAgent<AgentMessage, ControlMessage> agent = raw(1_000);

    agent.say(AgentMessage.newBuilder().setReport(Report.newBuilder().setRevision(1)).build());

    isRefused(agent, Refused.Reason.REASON_BAD_MESSAGE, "before the hello");
  }

  @Test
  void aDifferenceToNothingIsRefused() throws Exception {
    RawAgent<AgentMessage, ControlMessage> agent = raw(1_000);
    agent.say(hello(hello()));

    agent.say(AgentMessage.newBuilder().setReport(Report.newBuilder().setRevision(9)).build());

    isRefused(agent, Refused.Reason.REASON_BAD_MESSAGE, "nothing is known to differ from");
  }

  @Test
  void aUserOfTheApiDoesNotGetThroughTheHandshake() throws Exception {
    RawAgent<AgentMessage, ControlMessage> user =
        open(
            new RawAgent<>(
                cluster.user(),
                control.port(),
                NodeProtocolStub.class,
                NodeProtocolGrpc.NodeProtocolStub::connect,
                1_000));
    user.say(hello(hello()));

    assertThat(user.ended.get(1, TimeUnit.MINUTES)).isNotNull();
    assertThat(user.received).isEmpty();
    assertThat(control.cluster.now().nodes()).isEmpty();
  }

  @Test
  void aNodeOfAnotherClusterDoesNotGetThroughTheHandshake() throws Exception {
    TestCluster other = new TestCluster(temporary);
    TestAgent agent = open(new TestAgent(other, node, control.port(), "other.example"));

    await()
        .until(
            () -> agent.uplink.state() instanceof UplinkState.Away away && !away.why().isEmpty());
    assertThat(control.cluster.now().nodes()).isEmpty();
  }
}
