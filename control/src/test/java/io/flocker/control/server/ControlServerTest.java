package io.flocker.control.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.flocker.api.certificate.Identity;
import io.flocker.api.certificate.Pem;
import io.flocker.api.certificate.Role;
import io.flocker.api.certificate.Tls;
import io.flocker.control.model.Command;
import io.flocker.control.model.Scenario;
import io.flocker.control.store.Outcome;
import io.flocker.core.model.DatasetId;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.IntStream;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ControlServerTest {

  private static final int MANY = 5000;

  @TempDir private Path folder;
  private TestServer server;

  @BeforeEach
  void start() throws IOException {
    server = new TestServer(folder);
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private HttpClient user(Role role) throws IOException {
    return server.user(role);
  }

  private HttpResponse<String> send(HttpClient client, String method, String path, String body)
      throws IOException, InterruptedException {
    return client.send(
        server
            .request(path)
            .method(method, HttpRequest.BodyPublishers.ofString(body))
            .header("X-If-Configuration-Matches", server.store.snapshot().tag())
            .build(),
        HttpResponse.BodyHandlers.ofString());
  }

  @Test
  void a_user_creates_and_lists_datasets() throws IOException, InterruptedException {
    try (HttpClient client = user(Role.OPERATOR)) {
      HttpResponse<String> created =
          send(
              client,
              "POST",
              "/v1/configuration/datasets",
              "{\"primary\": \"" + Scenario.A + "\"}");
      assertThat(created.statusCode()).isEqualTo(201);

      HttpResponse<String> listed = send(client, "GET", "/v1/configuration/datasets", "");
      assertThat(listed.body()).isEqualTo("[" + created.body() + "]");
      assertThat(listed.headers().firstValue("X-Configuration-Tag"))
          .contains(server.store.snapshot().tag());
      assertThat(listed.headers().firstValue("content-type").orElseThrow())
          .startsWith("application/json");
      assertThat(listed.version()).isEqualTo(HttpClient.Version.HTTP_2);
    }
  }

  @Test
  void a_long_answer_comes_whole_however_slowly_it_is_read() throws Exception {
    String metadata = "x".repeat(200);
    for (int n = 0; n < MANY; n++) {
      DatasetId id = new DatasetId(new UUID(n, n));
      Command command =
          new Command.CreateDataset(id, Scenario.A, Optional.empty(), Map.of("text", metadata + n));
      assertThat(server.store.submit(command, "tester")).isInstanceOf(Outcome.Done.class);
    }
    for (HttpClient.Version version : HttpClient.Version.values()) {
      try (HttpClient client =
          HttpClient.newBuilder()
              .sslContext(server.tls(Role.VIEWER).context())
              .version(version)
              .build()) {
        HttpRequest request = server.request("/v1/configuration/datasets").build();
        try (InputStream slow =
            client.send(request, HttpResponse.BodyHandlers.ofInputStream()).body()) {
          // Another one, from its beginning to its end, while the first is not read.
          HttpResponse<byte[]> other =
              client.send(request, HttpResponse.BodyHandlers.ofByteArray());
          assertThat(other.version()).isEqualTo(version);
          JsonNode all = new ObjectMapper().readTree(other.body());
          assertThat(all.valueStream().map(one -> one.path("metadata").path("text").asText()))
              .containsExactlyElementsOf(
                  IntStream.range(0, MANY).mapToObj(n -> metadata + n).toList());
          assertThat(slow.readAllBytes()).isEqualTo(other.body());
        }
      }
    }
  }

  @Test
  void every_error_is_json() throws IOException, InterruptedException {
    try (HttpClient client = user(Role.VIEWER)) {
      expectError(send(client, "GET", "/nothing", ""), 404);
      expectError(send(client, "PUT", "/v1/version", ""), 405);
      expectError(send(client, "POST", "/v1/configuration/datasets", "{}"), 403);
    }
    try (HttpClient client = user(Role.OPERATOR)) {
      expectError(send(client, "POST", "/v1/configuration/datasets", "{"), 400);
      expectError(send(client, "POST", "/v1/configuration/datasets", " ".repeat(2 << 20)), 413);
    }
  }

  private static void expectError(HttpResponse<String> response, int status) throws IOException {
    assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
    JsonNode body = new ObjectMapper().readTree(response.body());
    assertThat(body.path("description").asText()).isNotEmpty();
  }

  @Test
  void a_node_is_refused_in_the_handshake() throws IOException {
    SSLContext node =
        server.tls(new Identity.Node(server.authority.cluster(), Scenario.A)).context();
    try (HttpClient client = HttpClient.newBuilder().sslContext(node).build()) {
      assertThatThrownBy(() -> send(client, "GET", "/v1/version", ""))
          .isInstanceOf(IOException.class);
    }
  }

  @Test
  void who_has_no_certificate_is_refused_in_the_handshake() throws Exception {
    Tls trusting = server.tls(Role.ADMIN);
    SSLContext anonymous = SSLContext.getInstance("TLS");
    anonymous.init(null, new javax.net.ssl.TrustManager[] {trusting.trustManager()}, null);
    try (HttpClient client = HttpClient.newBuilder().sslContext(anonymous).build()) {
      assertThatThrownBy(() -> send(client, "GET", "/v1/version", ""))
          .isInstanceOf(IOException.class);
    }
  }

  @Test
  void a_revoked_user_is_refused_on_a_connection_that_was_good() throws Exception {
    try (HttpClient client = user(Role.ADMIN)) {
      assertThat(send(client, "GET", "/v1/version", "").statusCode()).isEqualTo(200);

      Path certificate = server.folder.resolve("caller.crt");
      server.authority.revoke(List.of(Pem.certificate(certificate)));

      expectError(send(client, "GET", "/v1/version", ""), 403);
    }
  }
}
