package io.flocker.control.nodes;

import static org.assertj.core.api.Assertions.assertThat;

import io.flocker.api.certificate.ClusterId;
import io.flocker.control.cluster.Cluster;
import io.flocker.control.cluster.TestHello;
import io.flocker.core.model.NodeId;
import io.flocker.protocol.v1.AgentMessage;
import io.flocker.protocol.v1.Alive;
import io.flocker.protocol.v1.ControlMessage;
import io.flocker.protocol.v1.Refused;
import io.flocker.wire.Hellos;
import io.flocker.wire.NodeReport;
import io.flocker.wire.ReportDelta;
import io.flocker.wire.Reports;
import io.grpc.stub.ServerCallStreamObserver;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Two processes that speak for one node; everything happens on the thread of the test. */
class ConnectionsTest {

  /** Nobody is given up because of the time. */
  private static final Duration NEVER = Duration.ofHours(1);

  private final NodeId node = new NodeId(UUID.randomUUID());
  private final Timer timer = new Timer();
  private final Connections connections =
      new Connections(
          ClusterId.random(),
          new Cluster(InstantSource.system()),
          new WishBoard(),
          _ -> false,
          new NodeSettings(NEVER, NEVER, NEVER, NEVER),
          timer,
          InstantSource.system().instant());
  private long numbers;

  @AfterEach
  void stop() {
    timer.close();
  }

  /** A process, with what it was told. */
  private final class Agent extends ServerCallStreamObserver<ControlMessage> {

    final List<ControlMessage> told = new ArrayList<>();
    final AgentConnection connection;
    boolean takes = true;

    Agent() {
      connection =
          new AgentConnection(
              ++numbers, node, Optional.empty(), "10.0.0.1", this, Runnable::run, connections);
      connections.opened(connection);
      say(AgentMessage.newBuilder().setHello(Hellos.write(TestHello.ofNew())));
    }

    void say(AgentMessage.Builder message) {
      connection.onNext(message.build());
    }

    void answer(long question) {
      say(AgentMessage.newBuilder().setAlive(Alive.newBuilder().setAnswer(question)));
    }

    boolean isWelcome() {
      return told.stream().anyMatch(ControlMessage::hasWelcome);
    }

    Optional<Refused.Reason> refusal() {
      return told.stream()
          .filter(ControlMessage::hasRefused)
          .map(message -> message.getRefused().getReason())
          .findFirst();
    }

    /** The questions that it was asked. */
    List<Long> questions() {
      return told.stream()
          .map(message -> message.getAlive().getQuestion())
          .filter(question -> question != 0)
          .toList();
    }

    @Override
    public void onNext(ControlMessage message) {
      told.add(message);
    }

    @Override
    public boolean isReady() {
      return takes;
    }

    @Override
    public boolean isCancelled() {
      return false;
    }

    @Override
    public void onError(Throwable problem) {}

    @Override
    public void onCompleted() {}

    @Override
    public void setOnCancelHandler(Runnable handler) {}

    @Override
    public void setOnReadyHandler(Runnable handler) {}

    @Override
    public void setCompression(String compression) {}

    @Override
    public void setMessageCompression(boolean enable) {}

    @Override
    public void disableAutoInboundFlowControl() {}

    @Override
    public void request(int count) {}
  }

  @Test
  void what_a_process_has_said_before_it_was_asked_is_no_answer() {
    Agent first = new Agent();
    Agent second = new Agent();
    assertThat(first.questions()).hasSize(1);

    // These were on their way when it died.
    first.say(
        AgentMessage.newBuilder()
            .setReport(Reports.write(ReportDelta.complete(1, NodeReport.EMPTY)).getFirst()));
    first.say(AgentMessage.newBuilder().setAlive(Alive.newBuilder().setQuestion(7)));
    assertThat(second.told).isEmpty();

    first.connection.onCompleted();
    assertThat(second.refusal()).isEmpty();
    assertThat(second.isWelcome()).isTrue();
  }

  @Test
  void who_answers_stays_and_the_other_is_refused() {
    Agent first = new Agent();
    Agent second = new Agent();
    first.answer(first.questions().getFirst());
    assertThat(second.refusal()).contains(Refused.Reason.REASON_DUPLICATE_IDENTITY);
    assertThat(second.isWelcome()).isFalse();
    assertThat(first.connection.hasEnded()).isFalse();
  }

  @Test
  void an_answer_to_an_earlier_question_is_none_to_a_later_one() {
    Agent first = new Agent();
    Agent second = new Agent();
    Agent third = new Agent();
    first.answer(first.questions().getFirst());
    assertThat(second.refusal()).isPresent();
    assertThat(third.told).isEmpty();
    first.answer(first.questions().getLast());
    assertThat(third.refusal()).isPresent();
  }

  @Test
  void one_answer_is_enough_for_all_questions_that_waited_together() {
    Agent first = new Agent();
    first.takes = false;
    Agent second = new Agent();
    Agent third = new Agent();
    first.takes = true;
    first.connection.wake();
    assertThat(first.questions()).hasSize(1);
    first.answer(first.questions().getFirst());
    assertThat(second.refusal()).isPresent();
    assertThat(third.refusal()).isPresent();
  }
}
