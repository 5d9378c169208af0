package io.flocker.control.nodes;

import io.flocker.core.model.NodeId;
import io.flocker.protocol.v1.AgentMessage;
import io.flocker.protocol.v1.ControlMessage;
import io.flocker.protocol.v1.Refused;
import io.flocker.wire.AgentHello;
import io.flocker.wire.CertificateState;
import io.flocker.wire.Hellos;
import io.flocker.wire.ReportDelta;
import io.flocker.wire.ReportReader;
import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * The stream of one agent. Messages come in, and go out, on the thread of the stream's network
 * connection; everything else may be called by any thread.
 */
final class AgentConnection implements StreamObserver<AgentMessage> {

  /** Who works on what an agent says. Called on the connection's thread. */
  interface Owner {
    void hello(AgentConnection connection, AgentHello hello);

    void report(AgentConnection connection, ReportDelta delta);

    void certificate(AgentConnection connection, CertificateState state);

    /** The connection has ended, for whatever reason; told once. */
    void ended(AgentConnection connection);
  }

  private final long number;
  private final NodeId node;
  private final Optional<CertificateState> shown;
  private final String seenAs;
  private final ServerCallStreamObserver<ControlMessage> out;
  private final Executor loop;
  private final Owner owner;
  private final Outbox outbox = new Outbox();
  private final ReportReader reports = new ReportReader();
  private final AtomicBoolean woken = new AtomicBoolean();
  private final AtomicBoolean ended = new AtomicBoolean();

  /** What to do at the answer to each question. Its lock also guards {@link #questions}. */
  private final NavigableMap<Long, Runnable> unanswered = new TreeMap<>();

  private long questions;
  private volatile long heardAt = System.nanoTime();
  private volatile long wroteAt = System.nanoTime();
  private volatile @Nullable AgentHello hello;
  private volatile Wishes.@Nullable Subscription subscription;

  AgentConnection(
      long number,
      NodeId node,
      Optional<CertificateState> shown,
      String seenAs,
      ServerCallStreamObserver<ControlMessage> out,
      Executor loop,
      Owner owner) {
    this.number = number;
    this.node = node;
    this.shown = shown;
    this.seenAs = seenAs;
    this.out = out;
    this.loop = loop;
    this.owner = owner;
    out.setOnReadyHandler(this::wake);
    out.setOnCancelHandler(this::end);
  }

  long number() {
    return number;
  }

  NodeId node() {
    return node;
  }

  /** How the certificate is that it was opened with. */
  Optional<CertificateState> shown() {
    return shown;
  }

  String seenAs() {
    return seenAs;
  }

  /** How the agent introduced itself, if it did. */
  Optional<AgentHello> hello() {
    return Optional.ofNullable(hello);
  }

  /** Where the agent says, or seems, to be. */
  String host() {
    return hello().flatMap(AgentHello::host).orElse(seenAs);
  }

  Outbox outbox() {
    return outbox;
  }

  boolean hasEnded() {
    return ended.get();
  }

  /** Nanoseconds since the agent was last heard. */
  long silence(long now) {
    return now - heardAt;
  }

  /** Nanoseconds since the agent was last told something. */
  long quiet(long now) {
    return now - wroteAt;
  }

  @Override
  public void onNext(AgentMessage message) {
    heardAt = System.nanoTime();
    try {
      switch (message.getMessageCase()) {
        case HELLO -> introduce(Hellos.read(message.getHello()));
        case REPORT -> {
          if (hello == null) {
            throw new IllegalArgumentException("a report before the hello");
          }
          reports.accept(message.getReport()).ifPresent(delta -> owner.report(this, delta));
        }
        case ALIVE -> {
          if (message.getAlive().getQuestion() != 0) {
            outbox.answer(message.getAlive().getQuestion());
            wake();
          }
          answered(message.getAlive().getAnswer()).forEach(Runnable::run);
        }
        case CERTIFICATE ->
            owner.certificate(this, CertificateState.read(message.getCertificate()));
        case MESSAGE_NOT_SET -> {
          // Something that only a newer agent knows to say.
        }
      }
    } catch (IllegalArgumentException e) {
      refuse(
          Refused.Reason.REASON_BAD_MESSAGE,
          "the agent of node " + node + " said something that makes no sense: " + e.getMessage(),
          "look whether the agent's release fits the control service's, and report a defect if so");
    }
  }

  private void introduce(AgentHello introduction) {
    if (hello != null) {
      throw new IllegalArgumentException("a second hello");
    }
    hello = introduction;
    owner.hello(this, introduction);
  }

  /**
   * Asks whether the agent is there, and runs something once when it answers or the connection
   * ends. What it has said before it was asked may still arrive, and is no answer.
   */
  void ask(Runnable action) {
    boolean over;
    synchronized (unanswered) {
      over = ended.get();
      if (!over) {
        unanswered.put(++questions, action);
        outbox.ask(questions);
      }
    }
    if (over) {
      action.run();
    } else {
      wake();
    }
  }

  /** An answer holds for all earlier questions too: of those that wait, only the last is sent. */
  private List<Runnable> answered(long question) {
    synchronized (unanswered) {
      NavigableMap<Long, Runnable> answered = unanswered.headMap(question, true);
      List<Runnable> actions = List.copyOf(answered.values());
      answered.clear();
      return actions;
    }
  }

  /** From now on the connection lives as long as the subscription. */
  void subscribed(Wishes.Subscription newSubscription) {
    subscription = newSubscription;
    if (ended.get()) {
      newSubscription.close();
    }
  }

  void refuse(Refused.Reason reason, String explanation, String remedy) {
    outbox.refuse(
        Refused.newBuilder()
            .setReason(reason)
            .setExplanation(explanation)
            .setRemedy(remedy)
            .build());
    wake();
  }

  /** There may be something in the outbox. */
  void wake() {
    if (!woken.getAndSet(true)) {
      loop.execute(this::write);
    }
  }

  private void write() {
    woken.set(false);
    while (!ended.get() && out.isReady()) {
      Optional<ControlMessage> next = outbox.next();
      if (next.isEmpty()) {
        return;
      }
      wroteAt = System.nanoTime();
      out.onNext(next.get());
      if (next.get().hasRefused()) {
        out.onCompleted();
        end();
      }
    }
  }

  /** Ends the connection without a word; the agent will come again if it is there. */
  void drop(String why) {
    loop.execute(() -> {
      if (!ended.get()) {
        out.onError(Status.UNAVAILABLE.withDescription(why).asRuntimeException());
        end();
      }
    });
  }

  @Override
  public void onError(Throwable problem) {
    end();
  }

  @Override
  public void onCompleted() {
    if (!ended.get()) {
      out.onCompleted();
    }
    end();
  }

  private void end() {
    if (ended.getAndSet(true)) {
      return;
    }
    Wishes.Subscription current = subscription;
    if (current != null) {
      current.close();
    }
    owner.ended(this);
    answered(Long.MAX_VALUE).forEach(Runnable::run);
  }

  @Override
  public String toString() {
    return "agent of node " + node + " at " + host();
  }
}
