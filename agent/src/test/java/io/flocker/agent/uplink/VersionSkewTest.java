package io.flocker.agent.uplink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.linecorp.armeria.common.util.TlsEngineType;
import com.linecorp.armeria.server.Server;
import com.linecorp.armeria.server.grpc.GrpcService;
import io.flocker.agent.skew.Advice;
import io.flocker.agent.skew.AgentMessage;
import io.flocker.agent.skew.ControlMessage;
import io.flocker.agent.skew.Hello;
import io.flocker.agent.skew.NodeProtocolGrpc;
import io.flocker.agent.skew.NodeProtocolGrpc.NodeProtocolStub;
import io.flocker.agent.skew.Phase;
import io.flocker.agent.skew.Refused;
import io.flocker.agent.skew.Report;
import io.flocker.agent.skew.ReportSeen;
import io.flocker.agent.skew.Status;
import io.flocker.agent.skew.Telemetry;
import io.flocker.agent.skew.UnitId;
import io.flocker.agent.skew.Volume;
import io.flocker.agent.skew.VolumeRecord;
import io.flocker.agent.skew.WantedDataset;
import io.flocker.agent.skew.WantedGroup;
import io.flocker.agent.skew.Welcome;
import io.flocker.agent.skew.Wish;
import io.flocker.agent.skew.Wishes;
import io.flocker.api.certificate.Tls;
import io.flocker.core.model.DatasetId;
import io.flocker.core.model.NodeId;
import io.flocker.wire.ProtocolVersion;
import io.grpc.stub.StreamObserver;
import io.netty.handler.ssl.ClientAuth;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Peers that know less than we do, and more, at either end; see skewed.proto. */
class VersionSkewTest {

  @TempDir private Path temporary;

  private final NodeId node = new NodeId(UUID.randomUUID());
  private final DatasetId dataset = new DatasetId(UUID.randomUUID());

  private Volume volume() {
    return Volume.newBuilder()
        .setRecord(
            VolumeRecord.newBuilder()
                .setDataset(dataset.toString())
                .setOwner(node.toString())
                .setEpoch(4)
                .setSealed(true))
        .setChecksum("abc")
        .build();
  }

  private static AgentMessage hello() {
    return AgentMessage.newBuilder()
        .setHello(
            Hello.newBuilder()
                .setProtocolMajor(ProtocolVersion.MAJOR)
                .setProtocolMinor(ProtocolVersion.MINOR + 1)
                .setBootId("boot")
                .setProcessId(UUID.randomUUID().toString())
                .setDatasets(true)
                .addTags("fast"))
        .build();
  }

  private AgentMessage report() {
    UnitId known = UnitId.newBuilder().setDataset(dataset.toString()).build();
    UnitId unknown = UnitId.newBuilder().setGroup("all").build();
    return AgentMessage.newBuilder()
        .setReport(
            Report.newBuilder()
                .setRevision(1)
                .setComplete(true)
                .addDatasets(volume())
                .addStatuses(
                    Status.newBuilder()
                        .setUnit(known)
                        .setPhase(Phase.PHASE_PARKED)
                        .setReason("it rests")
                        .setMood("calm"))
                .addStatuses(Status.newBuilder().setUnit(unknown))
                .addHistory(Telemetry.newBuilder().setLoad(1)))
        .build();
  }

  @Test
  void aSkewedAgentIsUnderstood() throws Exception {
    TestCluster cluster = new TestCluster(temporary);
    try (TestControl control = new TestControl(cluster, 0, UplinkTest.QUICK);
        RawAgent<AgentMessage, ControlMessage> agent =
            new RawAgent<>(
                cluster.node(node),
                control.port(),
                NodeProtocolStub.class,
                NodeProtocolGrpc.NodeProtocolStub::connect,
                1_000)) {
      agent.say(hello());
      agent.say(
          AgentMessage.newBuilder().setTelemetry(Telemetry.newBuilder().setLoad(0.5)).build());
      agent.say(report());

      await().until(() -> control.cluster.now().copiesOf(dataset).containsKey(node));
      assertThat(control.node(node).volumes())
          .containsOnlyKeys(dataset)
          .allSatisfy((_, volume) -> assertThat(volume.record().epoch()).isEqualTo(4));
      assertThat(control.node(node).statuses())
          .hasSize(1)
          .allSatisfy((_, status) -> {
            assertThat(status.phase()).isEqualTo(io.flocker.wire.Phase.UNKNOWN);
            assertThat(status.reason()).isEqualTo("it rests");
          });
      assertThat(control.node(node).neighbour().host()).contains("127.0.0.1");

      control.board.change(
          node,
          List.of(
              new io.flocker.wire.Wish.OfDataset(
                  new io.flocker.wire.WantedDataset(
                      dataset, node, Optional.empty(), false, true, List.of(), Optional.empty()))),
          Set.of());
      await()
          .until(() ->
              agent.received.stream()
                  .flatMap(message -> message.getWishes().getChangedList().stream())
                  .anyMatch(wish -> wish.getDataset().getDataset().equals(dataset.toString())));
      // What it does not know, our heartbeats and neighbours, comes without a known member.
      await()
          .until(() ->
              agent.received.stream()
                  .anyMatch(message ->
                      message.getMessageCase() == ControlMessage.MessageCase.MESSAGE_NOT_SET));
    }
  }

  @Test
  void aSkewedControlServiceIsUnderstood() throws Exception {
    TestCluster cluster = new TestCluster(temporary);
    SkewedControl control = new SkewedControl(Duration.ofSeconds(10), Duration.ofMinutes(10));
    try (Server server = serve(cluster.control(), control);
        TestAgent agent = new TestAgent(cluster, node, server.activeLocalPort(), "a.example")) {
      agent.volumes.put(dataset, TestAgent.volume(dataset, node));
      await().until(agent::isJoined);
      await()
          .until(() ->
              agent.uplink.wishes().units().keySet().stream()
                  .anyMatch(id -> id.equals(new io.flocker.wire.UnitId.OfDataset(dataset))));
      assertThat(agent.uplink.wishes().units()).hasSize(1);
      assertThat(agent.uplink.wishes().revision().orElseThrow().revision()).isEqualTo(1);
      await()
          .until(() ->
              control.received.stream()
                  .flatMap(message -> message.getReport().getDatasetsList().stream())
                  .anyMatch(volume -> volume.getRecord().getDataset().equals(dataset.toString())));

      control.refuse();
      await()
          .until(() ->
              agent.uplink.state() instanceof UplinkState.Refused refused
                  && refused.reason() == UplinkState.RefusalReason.UNKNOWN);
    }
  }

  @Test
  void aControlServiceThatFallsSilentIsGivenUpAndTriedAgain() throws Exception {
    TestCluster cluster = new TestCluster(temporary);
    SkewedControl control = new SkewedControl(Duration.ofMillis(100), Duration.ofMillis(400));
    try (Server server = serve(cluster.control(), control);
        TestAgent agent = new TestAgent(cluster, node, server.activeLocalPort(), "a.example")) {
      await().until(() -> control.received.stream().filter(AgentMessage::hasHello).count() >= 3);
      // It asked for what it had not seen, and said that it was there meanwhile; one that stands
      // still for that long notices the silence first.
      await()
          .until(() ->
              control.received.stream()
                  .anyMatch(message ->
                      message.getMessageCase() == AgentMessage.MessageCase.MESSAGE_NOT_SET));
      await().until(() -> agent.uplink.wishes().units().size() == 1);
    }
  }

  @Test
  void anOlderControlServiceRenewsNothingAndTheAgentGoesOn() throws Exception {
    TestCluster cluster = new TestCluster(temporary);
    SkewedControl control = new SkewedControl(Duration.ofSeconds(10), Duration.ofMinutes(10));
    try (Server server = serve(cluster.control(), control);
        TestAgent agent = new TestAgent(cluster, node, server.activeLocalPort(), "a.example")) {
      await().until(agent::isJoined);
      UplinkState before = agent.uplink.state();

      assertThat(agent.uplink.renew("a request").get(1, TimeUnit.MINUTES))
          .isInstanceOfSatisfying(
              RenewalAnswer.Declined.class,
              declined -> assertThat(declined.why()).contains("is of an older release"));

      assertThat(agent.uplink.state()).isEqualTo(before);
    }
  }

  private static Server serve(Tls tls, NodeProtocolGrpc.NodeProtocolImplBase service)
      throws Exception {
    KeyManagerFactory none = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    KeyStore empty = KeyStore.getInstance(KeyStore.getDefaultType());
    empty.load(null, null);
    none.init(empty, null);
    Server server =
        Server.builder()
            .https(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
            .tlsEngineType(TlsEngineType.JDK)
            .tls(none)
            .tlsCustomizer(context ->
                context
                    .keyManager(tls.keyManager())
                    .trustManager(tls.trustManager())
                    .clientAuth(ClientAuth.REQUIRE))
            .requestTimeoutMillis(0)
            .gracefulShutdownTimeoutMillis(0, 0)
            .service(GrpcService.builder().addService(service).build())
            .build();
    server.start().join();
    return server;
  }

  /** Welcomes every agent, wants a dataset and a group of it, and gives advice. */
  private final class SkewedControl extends NodeProtocolGrpc.NodeProtocolImplBase {

    final List<AgentMessage> received = new CopyOnWriteArrayList<>();
    private final Duration heartbeat;
    private final Duration deadAfter;
    private volatile @Nullable StreamObserver<ControlMessage> out;
    private volatile boolean refusing;

    SkewedControl(Duration heartbeat, Duration deadAfter) {
      this.heartbeat = heartbeat;
      this.deadAfter = deadAfter;
    }

    /** From now on, also who comes again. */
    void refuse() {
      StreamObserver<ControlMessage> current = out;
      if (current == null) {
        throw new IllegalStateException("nobody is connected");
      }
      refusing = true;
      refuse(current);
    }

    private static void refuse(StreamObserver<ControlMessage> responses) {
      responses.onNext(
          ControlMessage.newBuilder()
              .setRefused(Refused.newBuilder().setReason(Refused.Reason.REASON_FULL_MOON))
              .build());
      responses.onCompleted();
    }

    @Override
    public StreamObserver<AgentMessage> connect(StreamObserver<ControlMessage> responses) {
      out = responses;
      return new StreamObserver<>() {

        @Override
        public void onNext(AgentMessage message) {
          if (message.hasHello() && refusing) {
            refuse(responses);
          } else if (message.hasHello()) {
            greet(responses);
          } else if (message.hasReport()) {
            responses.onNext(
                ControlMessage.newBuilder()
                    .setReportSeen(
                        ReportSeen.newBuilder()
                            .setRevision(message.getReport().getRevision())
                            .setLiked(true))
                    .build());
          }
          received.add(message);
        }

        @Override
        public void onError(Throwable problem) {
          // The agent has gone.
        }

        @Override
        public void onCompleted() {
          responses.onCompleted();
        }
      };
    }

    private void greet(StreamObserver<ControlMessage> responses) {
      responses.onNext(
          ControlMessage.newBuilder()
              .setWelcome(
                  Welcome.newBuilder()
                      .setClusterId("c")
                      .setProtocolMajor(ProtocolVersion.MAJOR)
                      .setProtocolMinor(ProtocolVersion.MINOR + 1)
                      .setHeartbeatMs((int) heartbeat.toMillis())
                      .setDeadAfterMs((int) deadAfter.toMillis())
                      .setMotto("onwards"))
              .build());
      responses.onNext(
          ControlMessage.newBuilder().setAdvice(Advice.newBuilder().setText("rest")).build());
      responses.onNext(
          ControlMessage.newBuilder()
              .setWishes(
                  Wishes.newBuilder()
                      .setHistory("h")
                      .setRevision(1)
                      .setComplete(true)
                      .setAuthor("me")
                      .addChanged(
                          Wish.newBuilder()
                              .setUrgency(3)
                              .setDataset(
                                  WantedDataset.newBuilder()
                                      .setDataset(dataset.toString())
                                      .setNode(node.toString())
                                      .setEncrypted(true)))
                      .addChanged(
                          Wish.newBuilder().setGroup(WantedGroup.newBuilder().setName("all")))
                      .addGone(UnitId.newBuilder().setGroup("none")))
              .build());
    }
  }
}
