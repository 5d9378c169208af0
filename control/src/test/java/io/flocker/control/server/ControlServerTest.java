package io.flocker.control.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.flocker.api.certificate.Identity;
import io.flocker.api.certificate.Pem;
import io.flocker.api.certificate.Role;
import io.flocker.api.certificate.Tls;
import io.flocker.api.certificate.TlsFiles;
import io.flocker.api.certificate.authority.AuthorityFolder;
import io.flocker.api.certificate.authority.IssuedFiles;
import io.flocker.api.certificate.authority.KeyKind;
import io.flocker.control.model.Command;
import io.flocker.control.model.Scenario;
import io.flocker.control.rest.Api;
import io.flocker.control.store.ConfigurationStore;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ControlServerTest {

  private static final Duration YEAR = Duration.ofDays(365);

  @TempDir private Path folder;
  private AuthorityFolder authority;
  private ConfigurationStore store;
  private ControlServer server;

  @BeforeEach
  void start() throws IOException {
    authority =
        AuthorityFolder.initialize(
            Files.createDirectory(folder.resolve("cluster")),
            "test",
            KeyKind.EC,
            YEAR.multipliedBy(2),
            InstantSource.system());
    store =
        ConfigurationStore.open(
            folder.resolve("configuration.db"), InstantSource.system(), AssertionError::new);
    store.submit(new Command.SeeNode(Scenario.A, "10.0.0.1"), "tester");
    Tls tls =
        Tls.server(
            files("control-service", new Identity.ControlService(authority.cluster())),
            Set.of(Identity.Kind.USER),
            InstantSource.system(),
            _ -> {});
    Api api = new Api(store, InstantSource.system(), "1.2.3", ControlServerTest::defect);
    server =
        ControlServer.start(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
            tls,
            api,
            ControlServerTest::defect);
  }

  private static void defect(String incident, Exception defect) {
    throw new AssertionError(incident, defect);
  }

  @AfterEach
  void stop() {
    server.close();
    store.close();
  }

  private TlsFiles files(String name, Identity identity) throws IOException {
    KeyPair pair = KeyKind.EC.generate();
    TlsFiles files = TlsFiles.in(folder.resolve("cluster"), name);
    Files.write(files.key(), IssuedFiles.key(pair.getPrivate()));
    Files.write(
        files.certificate(),
        IssuedFiles.certificate(
            authority.issue(identity, List.of("127.0.0.1"), pair.getPublic(), YEAR)));
    return files;
  }

  private HttpClient client(Identity identity) throws IOException {
    Tls tls =
        Tls.client(
            files("caller", identity),
            Set.of(Identity.Kind.CONTROL_SERVICE),
            InstantSource.system(),
            _ -> {});
    return HttpClient.newBuilder().sslContext(tls.context()).build();
  }

  private HttpClient user(Role role) throws IOException {
    return client(new Identity.User(authority.cluster(), "alice", role));
  }

  private HttpResponse<String> send(HttpClient client, String method, String path, String body)
      throws IOException, InterruptedException {
    return client.send(
        HttpRequest.newBuilder(URI.create("https://127.0.0.1:" + server.port() + path))
            .method(method, HttpRequest.BodyPublishers.ofString(body))
            .header("X-If-Configuration-Matches", store.snapshot().tag())
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
          .contains(store.snapshot().tag());
      assertThat(listed.headers().firstValue("content-type").orElseThrow())
          .startsWith("application/json");
      assertThat(listed.version()).isEqualTo(HttpClient.Version.HTTP_2);
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
    try (HttpClient client = client(new Identity.Node(authority.cluster(), Scenario.A))) {
      assertThatThrownBy(() -> send(client, "GET", "/v1/version", ""))
          .isInstanceOf(IOException.class);
    }
  }

  @Test
  void who_has_no_certificate_is_refused_in_the_handshake() throws Exception {
    Tls trusting =
        Tls.client(
            files("caller", new Identity.User(authority.cluster(), "alice", Role.ADMIN)),
            Set.of(Identity.Kind.CONTROL_SERVICE),
            InstantSource.system(),
            _ -> {});
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

      Path certificate = folder.resolve("cluster").resolve("caller.crt");
      authority.revoke(List.of(Pem.certificate(certificate)));

      expectError(send(client, "GET", "/v1/version", ""), 403);
    }
  }
}
