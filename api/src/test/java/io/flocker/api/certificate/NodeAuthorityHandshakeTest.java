package io.flocker.api.certificate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flocker.api.certificate.authority.CertificateAuthority;
import io.flocker.api.certificate.authority.IssuedFiles;
import io.flocker.api.certificate.authority.KeyKind;
import io.flocker.core.problem.ProblemException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.EnumSet;
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
import org.junit.jupiter.params.provider.ValueSource;

/** What a node authority may vouch for, and what its thief gets through a handshake: no more. */
class NodeAuthorityHandshakeTest {

  private static final InstantSource CLOCK = InstantSource.system();

  @TempDir private Path temporary;

  private final List<String> reports = new CopyOnWriteArrayList<>();
  private TestCluster cluster;
  private Credential authority;
  private TestServer server;

  /** A server that would let anyone of the cluster in. */
  @BeforeEach
  void serve() throws IOException {
    cluster = new TestCluster(temporary);
    authority = cluster.nodeAuthority();
    server = server(cluster.files("control-service", cluster.control()));
  }

  @AfterEach
  void stop() throws IOException {
    server.close();
  }

  private TestServer server(TlsFiles files) throws IOException {
    return new TestServer(
        Tls.server(files, EnumSet.allOf(Identity.Kind.class), CLOCK, this::report));
  }

  private void report(ProblemException problem) {
    reports.add(String.valueOf(problem.getMessage()));
  }

  private Openssl.Result call(TestServer called, TlsFiles own, Object... more) throws Exception {
    List<X509Certificate> chain = Pem.certificates(own.certificate());
    List<Object> arguments = new ArrayList<>(List.of(more));
    if (chain.size() > 1) {
      byte[] vouchers = IssuedFiles.certificates(chain.subList(1, chain.size()));
      arguments.addAll(
          List.of("-cert_chain", Files.write(temporary.resolve("chain.crt"), vouchers)));
    }
    return Openssl.call(called.port(), own, arguments.toArray());
  }

  private void assertRefused(TlsFiles own, String report) throws Exception {
    assertThat(call(server, own).text())
        .contains("alert certificate unknown")
        .doesNotContain("you are");
    assertThat(reports).anyMatch(line -> line.contains(report));
    assertThat(server.served()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"-tls1_2", "-tls1_3"})
  void aNodeThatItVouchesForGetsIn(String version) throws Exception {
    Identity node = cluster.node();

    Openssl.Result result = call(server, cluster.stolen("node", node, authority), version);

    assertThat(result.text()).contains("you are " + node.commonName());
    assertThat(server.served()).containsExactly(node);
  }

  @Test
  void twoNodesThatItVouchesForKnowEachOther() throws Exception {
    Identity one = cluster.node();
    Identity other = cluster.node();
    try (TestServer serving = server(cluster.stolen("one", one, authority))) {
      Tls tls =
          Tls.client(
              cluster.stolen("other", other, authority),
              Set.of(Identity.Kind.NODE),
              CLOCK,
              this::report);

      assertThat(callFromJava(tls, serving)).isEqualTo(one);
      assertThat(serving.served()).containsExactly(other);
    }
  }

  private static Identity callFromJava(Tls tls, TestServer called) throws IOException {
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
  void aNodeThatDoesNotShowWhoVouchesForItIsRefused() throws Exception {
    TlsFiles node = cluster.stolen("node", cluster.node(), authority);
    Files.write(node.certificate(), IssuedFiles.certificate(Pem.certificate(node.certificate())));

    assertRefused(node, "it is not signed by this cluster's certificate authority");
  }

  @Test
  void aUserIsRefused() throws Exception {
    assertRefused(
        cluster.stolen("alice", cluster.user("alice"), authority),
        "it is the certificate of an API user, but a node authority signed it");
  }

  @Test
  void aControlServiceIsRefused() throws Exception {
    // Nobody's own program shows such a certificate: another's does.
    TlsFiles thief = cluster.stolen("thief", cluster.control(), authority);
    PeerCheck check =
        new PeerCheck(cluster.authority().certificate(), EnumSet.allOf(Identity.Kind.class));

    assertThat(
            check.check(
                Pem.certificates(thief.certificate()),
                PeerCheck.Side.SERVER,
                RevocationList.EMPTY,
                Instant.now()))
        .isInstanceOfSatisfying(
            Verdict.Refused.class,
            refused ->
                assertThat(refused.why())
                    .startsWith("it is the certificate of the control service, but a node"));
    assertThatThrownBy(() -> server(thief)).hasMessageContaining("every peer would refuse");
  }

  @Test
  void otherProgramsTakeNoServerFromIt() throws Exception {
    X509Certificate server =
        new CertificateAuthority(authority, CLOCK)
            .issue(
                cluster.control(),
                List.of("control.example.org"),
                KeyKind.EC.generate().getPublic(),
                TestCluster.YEAR);
    TlsFiles node = cluster.stolen("node", cluster.node(), authority);

    assertThat(verify(Pem.certificate(node.certificate()), "sslclient").text()).contains(": OK");
    assertThat(verify(server, "sslserver").status()).isNotZero();
    assertThat(
            verify(
                    Pem.certificate(cluster.files("c", cluster.control()).certificate()),
                    "sslserver")
                .text())
        .contains(": OK");
  }

  private Openssl.Result verify(X509Certificate certificate, String purpose) throws Exception {
    Path file =
        Files.write(temporary.resolve("verified.crt"), IssuedFiles.certificate(certificate));
    return Openssl.run(
        "verify",
        "-purpose",
        purpose,
        "-CAfile",
        cluster.folder().resolve("cluster.crt"),
        "-untrusted",
        cluster.folder().resolve("node-authority.crt"),
        file);
  }

  @Test
  void anotherAuthorityIsRefused() throws Exception {
    KeyPair pair = KeyKind.EC.generate();
    X509Certificate second =
        new CertificateAuthority(authority, CLOCK)
            .issueNodeAuthority(pair.getPublic(), TestCluster.YEAR);
    TlsFiles node =
        cluster.stolen("node", cluster.node(), new Credential(List.of(second), pair.getPrivate()));
    Files.write(
        node.certificate(),
        IssuedFiles.certificates(
            List.of(Pem.certificate(node.certificate()), second, authority.certificate())));

    assertRefused(node, "it is not signed by this cluster's certificate authority");
  }

  @Test
  void aCertificateOfTheClusterThatIsNoAuthorityVouchesForNothing() throws Exception {
    TlsFiles alice = cluster.files("alice", cluster.user("alice"));

    assertRefused(
        cluster.stolen("node", cluster.node(), Credential.read(alice.certificate(), alice.key())),
        "the node authority that signed it is not valid");
  }

  @Test
  void itIsNobodyItself() throws Exception {
    assertRefused(
        TlsFiles.in(cluster.folder(), NodeAuthorities.COMMON_NAME),
        "it is the certificate of a node authority, which vouches for nodes and is none");
  }

  @Test
  void onceItIsRevokedWhatItSignedIsRefused() throws Exception {
    TlsFiles node = cluster.stolen("node", cluster.node(), authority);

    cluster.authority().revoke(authority.chain());

    assertRefused(node, "the node authority that signed it was revoked at ");
  }

  @Test
  void oneNodeIsRevokedAlone() throws Exception {
    TlsFiles node = cluster.stolen("node", cluster.node(), authority);
    Identity other = cluster.node();

    cluster.authority().revoke(Pem.certificates(node.certificate()));

    assertRefused(node, "it was revoked at ");
    assertThat(call(server, cluster.stolen("other", other, authority)).text())
        .contains("you are " + other.commonName());
  }

  @Test
  void afterItsEndWhatItSignedIsRefused() throws Exception {
    Credential shortLived = cluster.nodeAuthority(Duration.ofDays(1));
    List<X509Certificate> node =
        Pem.certificates(cluster.stolen("node", cluster.node(), shortLived).certificate());
    PeerCheck check = new PeerCheck(cluster.authority().certificate(), Set.of(Identity.Kind.NODE));

    assertThat(node.getFirst().getNotAfter()).isEqualTo(shortLived.certificate().getNotAfter());
    assertThat(
            check.check(
                node,
                PeerCheck.Side.CLIENT,
                RevocationList.EMPTY,
                Instant.now().plus(Duration.ofDays(2))))
        .isInstanceOf(Verdict.Refused.class);
  }

  @Test
  void anAuthorityOfAnOlderReleaseMayHaveOne() throws Exception {
    // Older releases wrote that nothing which the authority signs may sign; this check goes by what
    // the authority did.
    Path old = Files.createDirectory(temporary.resolve("old"));
    assertThat(
            Openssl.run(
                    "req",
                    "-x509",
                    "-newkey",
                    "ec",
                    "-pkeyopt",
                    "ec_paramgen_curve:P-256",
                    "-nodes",
                    "-keyout",
                    old.resolve("cluster.key"),
                    "-out",
                    old.resolve("cluster.crt"),
                    "-days",
                    "30",
                    "-subj",
                    "/CN=old/OU=" + cluster.cluster(),
                    "-config",
                    Files.writeString(
                        old.resolve("x.cnf"),
                        """
                        [req]
                        distinguished_name=dn
                        x509_extensions=v3
                        [dn]
                        [v3]
                        basicConstraints=critical,CA:TRUE,pathlen:0
                        keyUsage=critical,keyCertSign,cRLSign
                        """))
                .text())
        .doesNotContain("rror");
    Credential root = Credential.read(old.resolve("cluster.crt"), old.resolve("cluster.key"));
    assertThat(root.certificate().getBasicConstraints()).isZero();
    KeyPair pair = KeyKind.EC.generate();
    Credential between =
        new Credential(
            List.of(
                new CertificateAuthority(root, CLOCK)
                    .issueNodeAuthority(pair.getPublic(), TestCluster.YEAR)),
            pair.getPrivate());

    assertThat(
            new PeerCheck(root.certificate(), Set.of(Identity.Kind.NODE))
                .check(
                    Pem.certificates(cluster.stolen("node", cluster.node(), between).certificate()),
                    PeerCheck.Side.CLIENT,
                    RevocationList.EMPTY,
                    Instant.now()))
        .isInstanceOf(Verdict.Accepted.class);
  }

  @Test
  void aClientRefusesAServerWhoseVoucherIsRevoked() throws Exception {
    try (TestServer serving = server(cluster.stolen("one", cluster.node(), authority))) {
      Tls tls =
          Tls.client(
              cluster.files("other", cluster.node()),
              Set.of(Identity.Kind.NODE),
              CLOCK,
              this::report);
      cluster.authority().revoke(authority.chain());

      assertThatThrownBy(() -> callFromJava(tls, serving))
          .isInstanceOf(SSLException.class)
          .hasMessageContaining("the node authority that signed it was revoked at ");
    }
  }
}
