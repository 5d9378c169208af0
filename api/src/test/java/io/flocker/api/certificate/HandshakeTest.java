package io.flocker.api.certificate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flocker.api.certificate.authority.KeyKind;
import io.flocker.core.problem.ProblemException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Who gets through a handshake, with openssl and with Java at the other end. */
class HandshakeTest {

  private static final InstantSource CLOCK = InstantSource.system();

  @TempDir private Path temporary;

  private final List<String> reports = new CopyOnWriteArrayList<>();
  private TestCluster cluster;
  private TestServer server;

  @BeforeEach
  void serve() throws IOException {
    cluster = new TestCluster(temporary);
    server = server(cluster.files("control-service", cluster.control()), Identity.Kind.USER);
  }

  @AfterEach
  void stop() throws IOException {
    server.close();
  }

  private TestServer server(TlsFiles files, Identity.Kind callers) throws IOException {
    return new TestServer(Tls.server(files, Set.of(callers), CLOCK, this::report));
  }

  private void report(ProblemException problem) {
    reports.add(String.valueOf(problem.getMessage()));
  }

  private void assertRefused(Openssl.Result result, String alert, String report) {
    assertThat(result.text()).contains(alert).doesNotContain("you are");
    assertThat(reports).anyMatch(line -> line.contains(report));
    assertThat(server.served()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"-tls1_2", "-tls1_3"})
  void aUserOfTheClusterGetsIn(String version) throws Exception {
    TlsFiles alice = cluster.files("alice", cluster.user("alice"));

    Openssl.Result result =
        Openssl.call(
            server.port(),
            alice,
            version,
            "-verify_return_error",
            "-verify_hostname",
            "control-service");

    assertThat(result.text()).contains("you are user-alice", "Verify return code: 0 (ok)");
    assertThat(server.served()).containsExactly(cluster.user("alice"));
  }

  @ParameterizedTest
  @EnumSource(KeyKind.class)
  void bothKindsOfKeysWork(KeyKind keys) throws Exception {
    TestCluster other = new TestCluster(temporary, keys);
    TlsFiles bob = other.files("bob", other.user("bob"), keys);
    try (TestServer serving =
        server(other.files("control-service", other.control(), keys), Identity.Kind.USER)) {
      assertThat(Openssl.call(serving.port(), bob, "-tls1_2").text()).contains("you are user-bob");
      assertThat(Openssl.call(serving.port(), bob, "-tls1_3").text()).contains("you are user-bob");
    }
  }

  @Test
  void theHostsOfTheCertificateAreGoodForToolsThatCheckThem() throws Exception {
    TlsFiles alice = cluster.files("alice", cluster.user("alice"));

    assertThat(
            Openssl.call(server.port(), alice, "-verify_return_error", "-verify_ip", "127.0.0.1")
                .text())
        .contains("you are user-alice");
  }

  @ParameterizedTest
  @ValueSource(strings = {"-tls1", "-tls1_1"})
  void olderProtocolsAreRefused(String version) throws Exception {
    TlsFiles alice = cluster.files("alice", cluster.user("alice"));

    Openssl.Result result =
        Openssl.call(server.port(), alice, version, "-cipher", "DEFAULT@SECLEVEL=0");

    assertThat(result.text()).contains("protocol version").doesNotContain("you are");
    assertThat(server.served()).isEmpty();
  }

  @Test
  void withoutACertificateNobodyGetsIn() throws Exception {
    Openssl.Result result =
        Openssl.callAsNobody(server.port(), cluster.folder().resolve("cluster.crt"));

    assertThat(result.text()).contains("certificate required").doesNotContain("you are");
    assertThat(server.served()).isEmpty();
  }

  @Test
  void anotherAuthorityIsRefused() throws Exception {
    TestCluster other = new TestCluster(temporary);

    assertRefused(
        Openssl.call(server.port(), other.files("alice", other.user("alice"))),
        "alert certificate unknown",
        "not signed by this cluster's certificate authority");
  }

  @Test
  void anotherKindIsRefused() throws Exception {
    assertRefused(
        Openssl.call(server.port(), cluster.files("node", cluster.node())),
        "alert certificate unknown",
        "it is the certificate of a node, but an API user is wanted here");
  }

  @Test
  void anExpiredCertificateIsRefused() throws Exception {
    assertRefused(
        Openssl.call(server.port(), cluster.expiredFiles("alice", cluster.user("alice"))),
        "alert certificate unknown",
        "it expired at ");
  }

  @Test
  void aCertificateIsRefusedFromTheMomentItIsRevoked() throws Exception {
    TlsFiles alice = cluster.files("alice", cluster.user("alice"));
    TlsFiles bob = cluster.files("bob", cluster.user("bob"));
    assertThat(Openssl.call(server.port(), alice).text()).contains("you are user-alice");

    cluster.authority().revoke(List.of(Pem.certificate(alice.certificate())));

    Openssl.Result refused = Openssl.call(server.port(), alice);
    assertThat(refused.text()).contains("alert certificate unknown").doesNotContain("you are");
    assertThat(reports).anyMatch(line -> line.contains("it was revoked at "));
    assertThat(Openssl.call(server.port(), bob).text()).contains("you are user-bob");
  }

  @ParameterizedTest
  @ValueSource(strings = {"-tls1_2", "-tls1_3"})
  void aResumedSessionIsNoWayRoundARevocation(String version) throws Exception {
    TlsFiles alice = cluster.files("alice", cluster.user("alice"));
    Path session = temporary.resolve("session");
    assertThat(Openssl.call(server.port(), alice, version, "-sess_out", session).text())
        .contains("you are user-alice");

    cluster.authority().revoke(List.of(Pem.certificate(alice.certificate())));
    List<Object> again = new ArrayList<>(List.of(version));
    if (Files.exists(session)) {
      again.addAll(List.of("-sess_in", session));
    }
    Openssl.Result refused = Openssl.call(server.port(), alice, again.toArray());

    assertThat(refused.text()).doesNotContain("you are");
    if (version.equals("-tls1_3")) {
      // There is nothing to resume: refused in the handshake.
      assertThat(refused.text()).doesNotContain("Reused").contains("alert certificate unknown");
    }
    assertThat(server.served()).hasSize(1);
  }

  @Test
  void aListThatIsLostOrForgedLetsNobodyIn() throws Exception {
    TlsFiles alice = cluster.files("alice", cluster.user("alice"));
    Path list = cluster.folder().resolve("cluster.crl");
    assertThat(Openssl.call(server.port(), alice).text()).contains("you are user-alice");

    Files.copy(
        new TestCluster(temporary).folder().resolve("cluster.crl"),
        list,
        StandardCopyOption.REPLACE_EXISTING);
    assertThat(Openssl.call(server.port(), alice).text()).doesNotContain("you are");
    Files.delete(list);
    assertThat(Openssl.call(server.port(), alice).text()).doesNotContain("you are");

    assertThat(reports)
        .anyMatch(line -> line.contains("not signed by this cluster's authority"))
        .anyMatch(line -> line.contains("does not exist"));
  }

  @Test
  void aRenewedCertificateIsShownWithoutARestart() throws Exception {
    TlsFiles alice = cluster.files("alice", cluster.user("alice"));
    String before = Openssl.call(server.port(), alice).text();

    cluster.files("control-service", cluster.control());
    String after = Openssl.call(server.port(), alice).text();

    assertThat(after).contains("you are user-alice");
    assertThat(certificate(after)).isNotEqualTo(certificate(before));
  }

  private static String certificate(String text) {
    return text.substring(text.indexOf("BEGIN CERTIFICATE"), text.indexOf("END CERTIFICATE"));
  }

  private Identity callFromJava(TestServer called, TlsFiles own, Identity.Kind wanted)
      throws IOException {
    Tls tls = Tls.client(own, Set.of(wanted), CLOCK, this::report);
    try (SSLSocket socket =
        (SSLSocket) tls.context().getSocketFactory().createSocket("127.0.0.1", called.port())) {
      socket.setSSLParameters(tls.parameters());
      socket.startHandshake();
      socket.getOutputStream().write("hello\n".getBytes(StandardCharsets.UTF_8));
      assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
          .startsWith("you are ");
      return tls.peer(socket.getSession());
    }
  }

  @Test
  void aClientKnowsWhomItReached() throws Exception {
    TlsFiles alice = cluster.files("alice", cluster.user("alice"));

    assertThat(callFromJava(server, alice, Identity.Kind.CONTROL_SERVICE))
        .isEqualTo(cluster.control());
  }

  @Test
  void aClientTakesNoNodeAndNoUserForTheControlService() throws Exception {
    TlsFiles alice = cluster.files("alice", cluster.user("alice"));
    try (TestServer node = server(cluster.files("node", cluster.node()), Identity.Kind.USER)) {
      assertThatThrownBy(() -> callFromJava(node, alice, Identity.Kind.CONTROL_SERVICE))
          .isInstanceOf(SSLException.class)
          .hasMessageContaining(
              "it is the certificate of a node, but the control service is wanted");
    }
  }

  @Test
  void aClientTakesNoOtherClustersControlService() throws Exception {
    TestCluster other = new TestCluster(temporary);
    TlsFiles alice = other.files("alice", other.user("alice"));

    assertThatThrownBy(() -> callFromJava(server, alice, Identity.Kind.CONTROL_SERVICE))
        .isInstanceOf(SSLException.class)
        .hasMessageContaining("not signed by this cluster's certificate authority");
  }

  @Test
  void ownFilesThatEveryoneWouldRefuseAreToldAtTheStart() throws Exception {
    TlsFiles expired = cluster.expiredFiles("old", cluster.user("old"));
    TlsFiles alice = cluster.files("alice", cluster.user("alice"));
    TlsFiles mixed =
        new TlsFiles(alice.authority(), alice.certificate(), expired.key(), alice.revocations());

    assertThatThrownBy(() -> callFromJava(server, expired, Identity.Kind.CONTROL_SERVICE))
        .isInstanceOf(ProblemException.class)
        .hasMessageContaining("old.crt: every peer would refuse this certificate: it expired at");
    assertThatThrownBy(() -> callFromJava(server, mixed, Identity.Kind.CONTROL_SERVICE))
        .isInstanceOf(ProblemException.class)
        .hasMessageContaining("old.key: the key is not the one of");
  }
}
