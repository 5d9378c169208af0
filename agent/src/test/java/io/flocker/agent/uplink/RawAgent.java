package io.flocker.agent.uplink;

import com.linecorp.armeria.client.ClientFactory;
import com.linecorp.armeria.client.Endpoint;
import com.linecorp.armeria.client.grpc.GrpcClients;
import com.linecorp.armeria.common.SessionProtocol;
import com.linecorp.armeria.common.util.TlsEngineType;
import io.flocker.api.certificate.Tls;
import io.grpc.stub.AbstractAsyncStub;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import io.grpc.stub.StreamObserver;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/** An agent that does nothing by itself: it says and takes only what a test makes it. */
final class RawAgent<A, C> implements ClientResponseObserver<A, C>, AutoCloseable {

  final List<C> received = new CopyOnWriteArrayList<>();
  final CompletableFuture<@Nullable Throwable> ended = new CompletableFuture<>();
  private final ClientFactory factory;
  private final int atFirst;
  private @Nullable ClientCallStreamObserver<A> out;

  /**
   * Connects.
   *
   * @param atFirst how many messages it takes before it is asked to
   */
  <S extends AbstractAsyncStub<S>> RawAgent(
      Tls tls,
      int port,
      Class<S> stub,
      BiFunction<S, StreamObserver<C>, StreamObserver<A>> connect,
      int atFirst) {
    this.atFirst = atFirst;
    factory =
        ClientFactory.builder()
            .tlsEngineType(TlsEngineType.JDK)
            .tlsCustomizer(
                context -> context.keyManager(tls.keyManager()).trustManager(tls.trustManager()))
            .connectTimeout(Duration.ofMinutes(1))
            .http2InitialConnectionWindowSize(65_535)
            .http2InitialStreamWindowSize(65_535)
            .build();
    S client =
        GrpcClients.builder(SessionProtocol.H2, Endpoint.of("127.0.0.1", port))
            .factory(factory)
            .responseTimeoutMillis(0)
            .writeTimeoutMillis(0)
            .maxResponseLength(0)
            .build(stub);
    StreamObserver<A> _ = connect.apply(client, this);
  }

  @Override
  public void beforeStart(ClientCallStreamObserver<A> stream) {
    out = stream;
    stream.disableAutoRequestWithInitial(atFirst);
  }

  void say(A message) {
    stream().onNext(message);
  }

  /** Takes some more messages. */
  void take(int count) {
    stream().request(count);
  }

  private ClientCallStreamObserver<A> stream() {
    if (out == null) {
      throw new IllegalStateException("not connected");
    }
    return out;
  }

  @Override
  public void onNext(C message) {
    received.add(message);
  }

  @Override
  public void onError(Throwable problem) {
    ended.complete(problem);
  }

  @Override
  public void onCompleted() {
    ended.complete(null);
  }

  @Override
  public void close() {
    factory.close();
  }
}
