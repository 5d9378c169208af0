package io.flocker.api.certificate;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Certificates that flocker-ca does not make, signed with the right key all the same. */
class PeerCheckTest {

  @TempDir private Path temporary;
  private TestCluster cluster;

  @BeforeEach
  void make() throws IOException {
    cluster = new TestCluster(temporary);
  }

  private X509Certificate signed(String subject, String extensions) throws Exception {
    Path request = temporary.resolve("x.csr");
    Path made = temporary.resolve("x.crt");
    Path extra = Files.writeString(temporary.resolve("x.ext"), extensions);
    assertThat(
            Openssl.run(
                    "req",
                    "-new",
                    "-newkey",
                    "ec",
                    "-pkeyopt",
                    "ec_paramgen_curve:P-256",
                    "-nodes",
                    "-keyout",
                    temporary.resolve("x.key"),
                    "-subj",
                    subject,
                    "-out",
                    request)
                .status())
        .isZero();
    Openssl.Result signed =
        Openssl.run(
            "x509",
            "-req",
            "-days",
            "5",
            "-in",
            request,
            "-CA",
            cluster.folder().resolve("cluster.crt"),
            "-CAkey",
            cluster.folder().resolve("cluster.key"),
            "-set_serial",
            "99",
            "-extfile",
            extra,
            "-out",
            made);
    assertThat(signed.status()).as(signed.text()).isZero();
    return Pem.certificate(made);
  }

  private Verdict check(X509Certificate certificate, PeerCheck.Side side, Instant now) {
    return new PeerCheck(cluster.authority().certificate(), EnumSet.allOf(Identity.Kind.class))
        .check(List.of(certificate), side, RevocationList.EMPTY, now);
  }

  private String refusal(X509Certificate certificate, PeerCheck.Side side, Instant now) {
    return switch (check(certificate, side, now)) {
      case Verdict.Accepted accepted -> "accepted as " + accepted.identity();
      case Verdict.Refused refused -> refused.why();
    };
  }

  private String refusal(X509Certificate certificate, PeerCheck.Side side) {
    return refusal(certificate, side, Instant.now());
  }

  private String subject(String name) {
    return "/CN=" + name + "/OU=" + cluster.cluster();
  }

  @Test
  void theOriginalsNodeCertificateWithoutExtensionsIsGood() throws Exception {
    X509Certificate node = signed(subject("node-0a1b2c3d-1111-4222-8333-444455556666"), "");

    assertThat(check(node, PeerCheck.Side.CLIENT, Instant.now()))
        .isInstanceOf(Verdict.Accepted.class);
  }

  @Test
  void anotherClusterIsRefusedThoughTheAuthorityIsTheSame() throws Exception {
    X509Certificate foreign = signed("/CN=user-alice/OU=" + ClusterId.random(), "");

    assertThat(refusal(foreign, PeerCheck.Side.CLIENT))
        .startsWith("it is of cluster ")
        .endsWith("not of " + cluster.cluster());
  }

  @Test
  void aSubjectThatIsAmbiguousIsRefused() throws Exception {
    assertThat(refusal(signed(subject("user-a") + "/CN=user-b", ""), PeerCheck.Side.CLIENT))
        .contains("has 2 values of CN");
    assertThat(refusal(signed("/CN=user-a", ""), PeerCheck.Side.CLIENT))
        .contains("has 0 values of OU");
    assertThat(refusal(signed(subject("alice"), ""), PeerCheck.Side.CLIENT))
        .contains("its common name \"alice\" is none of");
  }

  @Test
  void aCertificateIsForItsOwnSideOnly() throws Exception {
    X509Certificate user = Pem.certificate(cluster.files("a", cluster.user("a")).certificate());
    X509Certificate control = Pem.certificate(cluster.files("c", cluster.control()).certificate());

    assertThat(refusal(user, PeerCheck.Side.SERVER)).contains("not for use as a TLS server");
    assertThat(refusal(control, PeerCheck.Side.CLIENT)).contains("not for use as a TLS client");
  }

  @Test
  void theControlServiceNeedsItsName() throws Exception {
    assertThat(
            refusal(
                signed(subject("control-service"), "subjectAltName=DNS:example.org"),
                PeerCheck.Side.SERVER))
        .contains("the name control-service is not among its alternative names");
  }

  @Test
  void anUnknownRoleIsRefused() throws Exception {
    assertThat(
            refusal(
                signed(subject("user-a"), "subjectAltName=URI:urn:flocker:role:owner"),
                PeerCheck.Side.CLIENT))
        .startsWith("role owner is unknown");
  }

  @Test
  void beforeItsTimeAndAfterTheAuthoritysItIsRefused() throws Exception {
    X509Certificate user = Pem.certificate(cluster.files("a", cluster.user("a")).certificate());
    Instant now = Instant.now();

    assertThat(refusal(user, PeerCheck.Side.CLIENT, now.minus(Duration.ofMinutes(50))))
        .startsWith("accepted");
    assertThat(refusal(user, PeerCheck.Side.CLIENT, now.minus(Duration.ofHours(2))))
        .startsWith("it is not valid before ");
    assertThat(refusal(user, PeerCheck.Side.CLIENT, now.plus(Duration.ofDays(4000))))
        .startsWith("the cluster's authority expired at ");
  }

  @Test
  void aChangedCertificateIsRefused() throws Exception {
    byte[] content =
        Pem.certificate(cluster.files("a", cluster.user("a")).certificate()).getEncoded();
    // The last byte but one of the signature.
    content[content.length - 2] ^= 1;
    X509Certificate changed =
        (X509Certificate)
            CertificateFactory.getInstance("X.509")
                .generateCertificate(new ByteArrayInputStream(content));

    assertThat(refusal(changed, PeerCheck.Side.CLIENT))
        .isEqualTo("it is not signed by this cluster's certificate authority");
  }
}
