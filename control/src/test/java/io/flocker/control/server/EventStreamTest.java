package io.flocker.control.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.flocker.api.certificate.Pem;
import io.flocker.api.certificate.Role;
import io.flocker.control.cluster.TestAgent;
import io.flocker.control.model.Scenario;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Stream;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class EventStreamTest {

  private static final Duration PATIENCE = Duration.ofMinutes(1);
  private static final Duration NEVER = Duration.ofHours(1);

  @TempDir private Path folder;
  private @Nullable TestServer started;

  private TestServer start(Duration heartbeat) throws IOException {
    TestServer server = new TestServer(folder, heartbeat);
    started = server;
    return server;
  }

  @AfterEach
  void stop() {
    if (started != null) {
      started.close();
    }
  }

  /** The lines that a reader receives, until the server ends them. */
  private static final class Reader implements AutoCloseable {

    private final HttpClient client;
    private final ConcurrentLinkedQueue<String> lines = new ConcurrentLinkedQueue<>();
    private final Thread thread;
    final HttpResponse<Stream<String>> response;

    Reader(TestServer server, String... headers) throws IOException, InterruptedException {
      client = server.user(Role.VIEWER);
      var request = server.request("/v1/events");
      if (headers.length > 0) {
        request.headers(headers);
      }
      response = client.send(request.build(), HttpResponse.BodyHandlers.ofLines());
      thread = Thread.ofVirtual().start(this::read);
    }

    private void read() {
      try (Stream<String> all = response.body()) {
        all.forEach(lines::add);
      } catch (UncheckedIOException e) {
        lines.add("broken");
      }
    }

    List<String> values(String field) {
      return lines.stream()
          .filter(line -> line.startsWith(field + ": "))
          .map(line -> line.substring(field.length() + 2))
          .toList();
    }

    void expect(String... types) {
      await().until(() -> values("event").size() >= types.length);
      assertThat(values("event")).containsExactly(types);
    }

    void expectEnd() throws InterruptedException {
      assertThat(thread.join(PATIENCE)).isTrue();
    }

    @Override
    public void close() {
      client.shutdownNow();
    }
  }

  @Test
  void events_come_as_they_happen_and_go_on_after_a_break() throws Exception {
    TestServer server = start(NEVER);
    TestAgent agent = TestAgent.join(server.cluster, Scenario.A, "10.0.0.1");
    String last;
    try (Reader reader = new Reader(server)) {
      assertThat(reader.response.headers().firstValue("content-type"))
          .hasValueSatisfying(type -> assertThat(type).startsWith("text/event-stream"));
      reader.expect("begin");
      agent.leave();
      reader.expect("begin", "node.unreachable");
      last = reader.values("id").getLast();
    }
    TestAgent.join(server.cluster, Scenario.B, "10.0.0.2");
    try (Reader reader = new Reader(server, "Last-Event-ID", last)) {
      reader.expect("node.connected");
    }
  }

  @Test
  void a_connection_that_has_nothing_to_say_shows_that_it_lives() throws Exception {
    TestServer server = start(Duration.ofMillis(50));
    try (Reader reader = new Reader(server)) {
      await().until(() -> reader.lines.stream().filter(line -> line.equals(":")).count() >= 3);
      reader.expect("begin");
    }
  }

  @Test
  void a_reader_whose_certificate_is_revoked_is_disconnected() throws Exception {
    TestServer server = start(Duration.ofMillis(50));
    try (Reader reader = new Reader(server)) {
      reader.expect("begin");
      server.authority.revoke(List.of(Pem.certificate(server.folder.resolve("caller.crt"))));
      reader.expectEnd();
    }
  }

  @Test
  void a_server_that_ends_waits_for_no_reader() throws Exception {
    TestServer server = start(NEVER);
    try (Reader reader = new Reader(server)) {
      reader.expect("begin");
      server.server.close();
      reader.expectEnd();
    }
  }

  @Test
  void a_reader_that_does_not_read_is_disconnected_and_holds_up_nobody() throws Exception {
    TestServer server = start(Duration.ofMillis(200));
    Socket plain = new Socket();
    plain.setReceiveBufferSize(4096);
    plain.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), server.server.port()));
    try (SSLSocket socket =
        (SSLSocket)
            server
                .tls(Role.VIEWER)
                .context()
                .getSocketFactory()
                .createSocket(plain, "127.0.0.1", server.server.port(), true)) {
      socket
          .getOutputStream()
          .write(
              "GET /v1/events HTTP/1.1\r\nHost: localhost\r\n\r\n"
                  .getBytes(StandardCharsets.US_ASCII));
      InputStream input = socket.getInputStream();
      BufferedReader lines =
          new BufferedReader(new InputStreamReader(input, StandardCharsets.UTF_8), 256);
      assertThat(lines.readLine()).isEqualTo("HTTP/1.1 200 OK");
      TestAgent agent = TestAgent.join(server.cluster, Scenario.A, "10.0.0.1");
      for (int i = 0; i < 60_000; i++) {
        agent.owns(Scenario.D, i + 1, Optional.empty());
      }
      try (HttpClient client = server.user(Role.VIEWER)) {
        assertThat(
                client
                    .send(
                        server.request("/v1/version").build(),
                        HttpResponse.BodyHandlers.discarding())
                    .statusCode())
            .isEqualTo(200);
      }
      assertThat(readToTheEnd(lines)).isLessThan(60_000);
    }
  }

  /** How many events there are until the connection ends, in whatever way. */
  private static int readToTheEnd(BufferedReader lines) {
    int events = 0;
    try {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        events += line.equals("event: dataset.observed") ? 1 : 0;
      }
    } catch (IOException e) {
      // A connection that is cut has ended too.
    }
    return events;
  }
}
