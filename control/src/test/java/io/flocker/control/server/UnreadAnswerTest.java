package io.flocker.control.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.ResponseHeaders;
import com.linecorp.armeria.common.util.TimeoutMode;
import com.linecorp.armeria.server.Server;
import com.linecorp.armeria.server.ServiceRequestContext;
import io.flocker.control.rest.Feed;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** How long a reader may take for an answer, by the server's side alone. */
class UnreadAnswerTest {

  private static final Duration SHORT = Duration.ofMillis(100);
  private static final Duration LONG = Duration.ofHours(1);
  private static final int PIECE = 256 << 10;

  /** So many pieces, each as long as what is sent at once. */
  private static class Pieces implements Iterator<byte[]> {

    private int left;

    Pieces(int count) {
      left = count;
    }

    @Override
    public boolean hasNext() {
      return left > 0;
    }

    @Override
    public byte[] next() {
      left--;
      return new byte[PIECE];
    }
  }

  @Test
  void a_reader_has_its_time_anew_whenever_it_has_taken_something() {
    ServiceRequestContext context = ServiceRequestContext.of(HttpRequest.of(HttpMethod.GET, "/"));
    List<Long> limits = new ArrayList<>();
    Iterator<byte[]> pieces =
        new Pieces(5) {
          @Override
          public byte[] next() {
            limits.add(context.requestTimeoutMillis());
            // As if nearly all of it had passed when the next piece is made.
            context.setRequestTimeout(TimeoutMode.SET_FROM_NOW, Duration.ofMinutes(10));
            return super.next();
          }
        };
    HttpResponse response = send(context, pieces, LONG);
    assertThat(response.aggregate().join().content().length()).isEqualTo(5 * PIECE);
    assertThat(limits).hasSize(5).allMatch(limit -> limit >= LONG.toMillis());
  }

  @Test
  void a_reader_that_takes_nothing_of_a_long_answer_is_let_go() throws IOException {
    expectLetGo(context -> send(context, new Pieces(Integer.MAX_VALUE), SHORT));
  }

  private static HttpResponse send(
      ServiceRequestContext context, Iterator<byte[]> pieces, Duration patience) {
    return PieceStream.send(
        context,
        ResponseHeaders.of(HttpStatus.OK),
        pieces,
        patience,
        problem -> {
          throw new AssertionError(problem);
        });
  }

  @Test
  void a_reader_that_takes_none_of_the_events_is_let_go() throws IOException {
    Feed endless =
        new Feed() {
          @Override
          public Optional<String> next() {
            return Optional.of("x".repeat(PIECE));
          }

          @Override
          public Runnable listen(Runnable listener) {
            return () -> {};
          }
        };
    try (EventStreams streams = new EventStreams(SHORT, SHORT)) {
      expectLetGo(context -> streams.open(context, endless, () -> true).orElseThrow());
    }
  }

  private static void expectLetGo(Function<ServiceRequestContext, HttpResponse> service)
      throws IOException {
    CompletableFuture<HttpResponse> sent = new CompletableFuture<>();
    try (Server server =
            Server.builder()
                .http(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                .requestTimeoutMillis(0)
                .service(
                    "/",
                    (context, _) -> {
                      HttpResponse response = service.apply(context);
                      sent.complete(response);
                      return response;
                    })
                .build();
        Socket reader = new Socket()) {
      server.start().join();
      reader.setReceiveBufferSize(4096);
      reader.connect(
          new InetSocketAddress(InetAddress.getLoopbackAddress(), server.activeLocalPort()));
      reader
          .getOutputStream()
          .write("GET / HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
      await().until(() -> sent.isDone() && sent.join().whenComplete().isCompletedExceptionally());
    }
  }
}
