package io.flocker.agent.uplink;

import com.linecorp.armeria.client.ClientFactory;
import com.linecorp.armeria.client.Endpoint;
import com.linecorp.armeria.client.grpc.GrpcClients;
import com.linecorp.armeria.common.SessionProtocol;
import com.linecorp.armeria.common.util.TlsEngineType;
import io.flocker.api.certificate.Tls;
import io.flocker.protocol.v1.AgentMessage;
import io.flocker.protocol.v1.ControlMessage;
import io.flocker.protocol.v1.NodeProtocolGrpc.NodeProtocolStub;
import io.flocker.protocol.v1.RenewalRequest;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import io.grpc.stub.StreamObserver;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One try of a stream to the control service, over a network connection of its own: nothing else
 * can starve it, and a dead connection is not used twice. All but {@link #open} happens on one
 * thread.
 */
final class ControlStream implements ClientResponseObserver<AgentMessage, ControlMessage> {

  /** Told what comes in, on the thread, until {@link #close}. */
  interface Receiver {
    void message(ControlMessage message);

    void ended(String why);
  }

  private static final Logger LOG = LoggerFactory.getLogger(ControlStream.class);
  private static final int LONGEST_MESSAGE = 16 << 20;

  private final ClientFactory factory;
  private final Executor thread;
  private final Receiver receiver;
  private final NodeProtocolStub service;
  private @Nullable ClientCallStreamObserver<AgentMessage> out;
  private boolean closed;

  private ControlStream(
      ClientFactory factory, NodeProtocolStub service, Executor thread, Receiver receiver) {
    this.factory = factory;
    this.service = service;
    this.thread = thread;
    this.receiver = receiver;
  }

  static ControlStream open(
      UplinkSettings settings, Tls tls, AgentMessage hello, Executor thread, Receiver receiver) {
    ClientFactory factory =
        ClientFactory.builder()
            .tlsEngineType(TlsEngineType.JDK)
            .tlsCustomizer(context ->
                context
                    .keyManager(tls.keyManager())
                    .trustManager(tls.trustManager())
                    .protocols(Tls.PROTOCOLS))
            .connectTimeout(settings.joinTimeout())
            .build();
    NodeProtocolStub service =
        GrpcClients.builder(SessionProtocol.H2, Endpoint.of(settings.host(), settings.port()))
            .factory(factory)
            .responseTimeoutMillis(0)
            .writeTimeoutMillis(0)
            .maxResponseLength(0)
            .maxResponseMessageLength(LONGEST_MESSAGE)
            .build(NodeProtocolStub.class);
    ControlStream stream = new ControlStream(factory, service, thread, receiver);
    try {
      service.connect(stream);
      stream.send(hello);
    } catch (RuntimeException e) {
      stream.close();
      throw e;
    }
    return stream;
  }

  @Override
  public void beforeStart(ClientCallStreamObserver<AgentMessage> stream) {
    out = stream;
    // The next message is asked for when this one has been worked on.
    stream.disableAutoRequestWithInitial(1);
  }

  @Override
  public void onNext(ControlMessage message) {
    onThread(() -> {
      receiver.message(message);
      if (!closed && out != null) {
        out.request(1);
      }
    });
  }

  @Override
  public void onError(Throwable problem) {
    onThread(() -> receiver.ended(reason(problem)));
  }

  @Override
  public void onCompleted() {
    onThread(() -> receiver.ended("the control service has ended the connection"));
  }

  private void onThread(Runnable action) {
    thread.execute(() -> {
      if (!closed) {
        action.run();
      }
    });
  }

  /** The innermost cause says what happened; what is around it says through which library. */
  static String reason(Throwable problem) {
    Throwable cause = problem;
    while (cause.getCause() != null) {
      cause = cause.getCause();
    }
    String message = cause.getMessage();
    return message == null ? cause.getClass().getSimpleName() : message;
  }

  void send(AgentMessage message) {
    if (!closed && out != null) {
      out.onNext(message);
    }
  }

  /**
   * Asks for a certificate, over the same network connection.
   *
   * @param answered told once, by any thread, also when this is closed
   */
  void renew(String signingRequest, Duration patience, Consumer<RenewalAnswer> answered) {
    service
        .withDeadlineAfter(patience.toMillis(), TimeUnit.MILLISECONDS)
        .renew(
            RenewalRequest.newBuilder().setSigningRequest(signingRequest).build(),
            new RenewalObserver(answered));
  }

  /**
   * Asks one thing, over the same network connection.
   *
   * @param answer told once, by any thread, also when this is closed
   */
  <T> void ask(
      Duration patience,
      BiConsumer<NodeProtocolStub, StreamObserver<T>> call,
      StreamObserver<T> answer) {
    call.accept(service.withDeadlineAfter(patience.toMillis(), TimeUnit.MILLISECONDS), answer);
  }

  void close() {
    if (!closed) {
      closed = true;
      if (out != null) {
        out.cancel("the agent has given the connection up", null);
      }
      factory
          .closeAsync()
          .exceptionally(problem -> {
            LOG.warn("a connection to the control service could not be closed", problem);
            return null;
          });
    }
  }
}
