package io.flocker.agent.uplink;

import io.flocker.api.certificate.Tls;
import io.flocker.core.model.NodeId;
import io.flocker.protocol.v1.AgentMessage;
import io.flocker.protocol.v1.Alive;
import io.flocker.protocol.v1.ControlMessage;
import io.flocker.protocol.v1.Neighbours;
import io.flocker.protocol.v1.NodeProtocolGrpc.NodeProtocolStub;
import io.flocker.protocol.v1.Refused;
import io.flocker.protocol.v1.Welcome;
import io.flocker.protocol.v1.Wishes;
import io.flocker.wire.AgentHello;
import io.flocker.wire.CertificateState;
import io.flocker.wire.Hellos;
import io.flocker.wire.Neighbour;
import io.flocker.wire.UnitId;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An agent's connection to the control service: joins, joins again whenever it is lost, tells what
 * the reporter says and keeps what the control service wants. What was wanted last stays known
 * while the control service is away. Safe for use by several threads; no method waits.
 */
public final class Uplink implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Uplink.class);

  private final UplinkSettings settings;
  private final Tls tls;
  private final AgentHello self;
  private final NodeReporter reporter;
  private final UplinkListener listener;
  private final ScheduledExecutorService thread;
  private final InstantSource clock;
  private final Backoff backoff;
  private final AtomicBoolean reportDue = new AtomicBoolean();
  private final WishBook wishes = new WishBook();
  private final NeighbourBook neighbours = new NeighbourBook();
  private volatile UplinkState state;

  // Used on the thread only.
  private final ReportLog reports = new ReportLog();
  private @Nullable ControlStream stream;
  private @Nullable ScheduledFuture<?> alarm;
  private @Nullable CertificateState certificate;
  private int failures;
  private long heardAt;
  private long saidAt;
  private Duration heartbeat = Duration.ZERO;
  private Duration deadAfter = Duration.ZERO;

  /**
   * Connects nothing yet: see {@link #start}.
   *
   * @param tls must accept the control service only
   * @param self without wishes
   * @param thread runs one task at a time; stays the caller's, and must outlive this
   */
  public Uplink(
      UplinkSettings settings,
      Tls tls,
      AgentHello self,
      NodeReporter reporter,
      UplinkListener listener,
      ScheduledExecutorService thread,
      InstantSource clock) {
    this.settings = settings;
    this.tls = tls;
    this.self = self;
    this.reporter = reporter;
    this.listener = listener;
    this.thread = thread;
    this.clock = clock;
    this.backoff =
        new Backoff(settings.firstPause(), settings.longestPause(), RandomGenerator.getDefault());
    this.state = new UplinkState.Away(clock.instant(), "");
  }

  /** Takes up what was wanted before a restart. Only before {@link #start}. */
  public void recall(KeptWishes kept) {
    onThread(() -> {
      accept(kept.neighbours());
      accept(kept.wishes());
    });
  }

  /** What is wanted, for {@link #recall}; empty while only a part of it is known. */
  public Optional<KeptWishes> keep() {
    return wishes.kept().map(all -> new KeptWishes(all, neighbours.complete()));
  }

  /** Begins to connect. */
  public void start() {
    onThread(this::connect);
  }

  /** The reporter has something new to say. */
  public void changed() {
    if (!reportDue.getAndSet(true)) {
      onThread(this::report);
    }
  }

  /** What the control service wants of this node, as far as it is known. */
  public WishList wishes() {
    return wishes.list();
  }

  /** The other nodes that the wishes mention, as far as they are known. */
  public Map<NodeId, Neighbour> neighbours() {
    return neighbours.all();
  }

  /**
   * Asks for a certificate of a new key. The answer never fails: that it could not be had is one.
   *
   * @param signingRequest in PEM form
   */
  public CompletableFuture<RenewalAnswer> renew(String signingRequest) {
    CompletableFuture<RenewalAnswer> answer = new CompletableFuture<>();
    onThread(() -> {
      if (stream == null || !(state instanceof UplinkState.Joined)) {
        answer.complete(new RenewalAnswer.Lost("the control service is away"));
      } else {
        stream.renew(signingRequest, settings.joinTimeout(), answer::complete);
      }
    });
    return answer.completeOnTimeout(
        new RenewalAnswer.Lost("no answer within " + settings.joinTimeout()),
        2 * settings.joinTimeout().toMillis(),
        TimeUnit.MILLISECONDS);
  }

  /**
   * Asks the control service one thing, over the connection that is there. A refusal fails the
   * answer with a status of gRPC's; so does the lack of a connection, or of an answer in time.
   *
   * @param call one of the calls with one answer
   */
  public <T> CompletableFuture<T> ask(
      Duration patience, BiConsumer<NodeProtocolStub, StreamObserver<T>> call) {
    CompletableFuture<T> answer = new CompletableFuture<>();
    onThread(() -> {
      if (stream == null || !(state instanceof UplinkState.Joined)) {
        answer.completeExceptionally(Status.UNAVAILABLE.asRuntimeException());
      } else {
        stream.ask(patience, call, new FirstAnswer<>(answer));
      }
    });
    // For what gets lost while the agent shuts down.
    return answer.orTimeout(2 * patience.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** How the node's certificate is: told now, and whenever the control service is back. */
  public void certificate(CertificateState newCertificate) {
    onThread(() -> {
      certificate = newCertificate;
      tellCertificate();
    });
  }

  /** How the agent stands with the control service. */
  public UplinkState state() {
    return state;
  }

  /** Lets go of the control service. */
  @Override
  public void close() {
    onThread(() -> {
      hangUp();
      setAlarm(null);
      enter(new UplinkState.Closed(clock.instant()));
    });
  }

  private void onThread(Runnable action) {
    try {
      thread.execute(() -> guarded(action));
    } catch (RejectedExecutionException e) {
      LOG.debug("the agent is shutting down", e);
    }
  }

  /** A defect must not stop the agent from joining again. */
  private void guarded(Runnable action) {
    try {
      if (!(state instanceof UplinkState.Closed)) {
        action.run();
      }
    } catch (RuntimeException e) {
      LOG.error("the connection to the control service is begun anew after a defect", e);
      lost("a defect of the agent: " + e);
    }
  }

  private void after(Duration pause, Runnable action) {
    setAlarm(thread.schedule(() -> guarded(action), pause.toNanos(), TimeUnit.NANOSECONDS));
  }

  private void setAlarm(@Nullable ScheduledFuture<?> next) {
    if (alarm != null) {
      alarm.cancel(false);
    }
    alarm = next;
  }

  private void connect() {
    hangUp();
    AgentMessage hello =
        AgentMessage.newBuilder()
            .setHello(Hellos.write(self.withWishes(wishes.list().revision())))
            .build();
    heardAt = System.nanoTime();
    saidAt = heardAt;
    stream = ControlStream.open(settings, tls, hello, this::onThread, new Incoming());
    after(settings.joinTimeout(), () -> lost("no answer within " + settings.joinTimeout()));
  }

  private final class Incoming implements ControlStream.Receiver {

    @Override
    public void message(ControlMessage message) {
      take(message);
    }

    @Override
    public void ended(String why) {
      lost(why);
    }
  }

  private void hangUp() {
    if (stream != null) {
      stream.close();
      stream = null;
      wishes.connectionLost();
    }
  }

  private void lost(String why) {
    hangUp();
    if (state instanceof UplinkState.Away(Instant since, _)) {
      state = new UplinkState.Away(since, why);
    } else {
      LOG.warn("the control service cannot be reached, and is tried again: {}", why);
      enter(new UplinkState.Away(clock.instant(), why));
    }
    Duration away = Duration.between(state.since(), clock.instant());
    after(backoff.pause(failures++, away), this::connect);
  }

  private void enter(UplinkState next) {
    state = next;
    tell(to -> to.stateChanged(next));
  }

  /** A listener's defect is no reason to lose the connection. */
  private void tell(Consumer<UplinkListener> news) {
    try {
      news.accept(listener);
    } catch (RuntimeException e) {
      LOG.error("a listener of the connection to the control service failed", e);
    }
  }

  private void take(ControlMessage message) {
    heardAt = System.nanoTime();
    switch (message.getMessageCase()) {
      case WELCOME -> welcome(message.getWelcome());
      case REFUSED -> refused(message.getRefused());
      case WISHES -> {
        accept(message.getWishes());
        changed();
      }
      case NEIGHBOURS -> accept(message.getNeighbours());
      case ALIVE -> {
        long question = message.getAlive().getQuestion();
        if (question != 0) {
          send(AgentMessage.newBuilder().setAlive(Alive.newBuilder().setAnswer(question)));
        }
      }
      case REPORT_SEEN -> {
        reports.seen(message.getReportSeen().getRevision());
        report();
      }
      case MESSAGE_NOT_SET -> {
        // Something that only a newer control service knows to say.
      }
    }
  }

  private void accept(Wishes message) {
    boolean wereInFull = wishes.list().revision().isPresent();
    Set<UnitId> touched = wishes.accept(message);
    boolean areInFull = wishes.list().revision().isPresent();
    if (!touched.isEmpty() || (areInFull && !wereInFull)) {
      tell(to -> to.wishesChanged(touched));
    }
  }

  private void accept(Neighbours message) {
    Set<NodeId> touched = neighbours.accept(message);
    if (!touched.isEmpty()) {
      tell(to -> to.neighboursChanged(touched));
    }
  }

  private void welcome(Welcome message) {
    failures = 0;
    heartbeat = Duration.ofMillis(message.getHeartbeatMs());
    deadAfter = Duration.ofMillis(message.getDeadAfterMs());
    reports.welcomed(message.getReportRevision());
    LOG.info("joined cluster {}", message.getClusterId());
    enter(new UplinkState.Joined(clock.instant(), message.getClusterId()));
    beat();
    tellCertificate();
    report();
  }

  private void tellCertificate() {
    if (certificate != null && state instanceof UplinkState.Joined) {
      send(AgentMessage.newBuilder().setCertificate(certificate.write()));
    }
  }

  private void refused(Refused message) {
    LOG.error("refused: {} — {}", message.getExplanation(), message.getRemedy());
    hangUp();
    enter(
        new UplinkState.Refused(
            clock.instant(),
            reason(message.getReason()),
            message.getExplanation(),
            message.getRemedy()));
    after(backoff.someOf(settings.refusedPause()), this::connect);
  }

  private static UplinkState.RefusalReason reason(Refused.Reason reason) {
    return switch (reason) {
      case REASON_UNSPECIFIED, UNRECOGNIZED -> UplinkState.RefusalReason.UNKNOWN;
      case REASON_DUPLICATE_IDENTITY -> UplinkState.RefusalReason.DUPLICATE_IDENTITY;
      case REASON_WRONG_PROTOCOL -> UplinkState.RefusalReason.WRONG_PROTOCOL;
      case REASON_DECOMMISSIONED -> UplinkState.RefusalReason.DECOMMISSIONED;
      case REASON_BAD_MESSAGE -> UplinkState.RefusalReason.BAD_MESSAGE;
    };
  }

  /** Says that the agent is there when nothing else was said, and notices when the other is not. */
  private void beat() {
    long now = System.nanoTime();
    if (now - heardAt > deadAfter.toNanos()) {
      lost("nothing was heard for " + deadAfter);
      return;
    }
    if (now - saidAt > heartbeat.toNanos()) {
      send(AgentMessage.newBuilder().setAlive(Alive.getDefaultInstance()));
    }
    after(heartbeat.dividedBy(4), this::beat);
  }

  private void report() {
    if (!(state instanceof UplinkState.Joined) || reports.isUnderWay()) {
      // Whatever ends this wait reports.
      return;
    }
    reportDue.set(false);
    reports
        .next(reporter.report())
        .forEach(part -> send(AgentMessage.newBuilder().setReport(part)));
  }

  private void send(AgentMessage.Builder message) {
    if (stream != null) {
      saidAt = System.nanoTime();
      stream.send(message.build());
    }
  }
}
