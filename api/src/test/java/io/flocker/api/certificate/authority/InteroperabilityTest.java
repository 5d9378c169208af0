package io.flocker.api.certificate.authority;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flocker.api.certificate.Certificates;
import io.flocker.api.certificate.Identity;
import io.flocker.api.certificate.Openssl;
import io.flocker.api.certificate.Pem;
import io.flocker.api.certificate.Role;
import io.flocker.api.certificate.TestCluster;
import io.flocker.api.certificate.TlsFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What openssl says about our files, and we about its. */
class InteroperabilityTest {

  @TempDir private Path temporary;
  private TestCluster cluster;
  private Path authority;

  @BeforeEach
  void make() throws IOException {
    cluster = new TestCluster(temporary);
    authority = cluster.folder().resolve("cluster.crt");
  }

  private static String text(Path certificate) throws Exception {
    return Openssl.run("x509", "-in", certificate, "-noout", "-text").text();
  }

  /** But that a node authority may be below it. */
  @Test
  void theAuthorityIsAsInTheOriginal() throws Exception {
    assertThat(text(authority))
        .contains(
            "Version: 3",
            "CA:TRUE, pathlen:1",
            "Certificate Sign, CRL Sign",
            "OU = " + cluster.cluster())
        .contains("Subject Key Identifier", "Authority Key Identifier", "NIST CURVE: P-256");
    assertThat(Openssl.run("verify", "-x509_strict", "-CAfile", authority, authority).text())
        .endsWith(": OK\n");
  }

  @Test
  void everyKindOfCertificateVerifiesForItsUse() throws Exception {
    TlsFiles control = cluster.files("control", cluster.control());
    TlsFiles node = cluster.files("node", cluster.node());
    TlsFiles user = cluster.files("alice", cluster.user("alice"));

    assertVerifies(control, "sslserver");
    assertVerifies(node, "sslserver");
    assertVerifies(node, "sslclient");
    assertVerifies(user, "sslclient");
    assertThat(text(control.certificate()))
        .contains("CN = control-service", "DNS:control-service, IP Address:127.0.0.1");
    assertThat(text(user.certificate())).contains("CN = user-alice", "URI:urn:flocker:role:admin");
  }

  private void assertVerifies(TlsFiles files, String purpose) throws Exception {
    assertThat(
            Openssl.run(
                    "verify",
                    "-x509_strict",
                    "-purpose",
                    purpose,
                    "-CAfile",
                    authority,
                    files.certificate())
                .text())
        .endsWith(": OK\n");
  }

  @Test
  void rsaOnRequest() throws Exception {
    TlsFiles user = cluster.files("alice", cluster.user("alice"), KeyKind.RSA);

    assertThat(text(user.certificate())).contains("Public-Key: (4096 bit)");
    assertThat(Openssl.run("rsa", "-check", "-noout", "-in", user.key()).text())
        .contains("RSA key ok");
    assertVerifies(user, "sslclient");
  }

  @Test
  void theRevocationListVerifiesAndRevokes() throws Exception {
    TlsFiles alice = cluster.files("alice", cluster.user("alice"));
    TlsFiles bob = cluster.files("bob", cluster.user("bob"));
    Path list = cluster.folder().resolve("cluster.crl");

    cluster.authority().revoke(List.of(Pem.certificate(alice.certificate())));

    assertThat(Openssl.run("crl", "-in", list, "-CAfile", authority, "-noout").text())
        .contains("verify OK");
    assertThat(checkRevocation(list, alice)).contains("certificate revoked");
    assertThat(checkRevocation(list, bob)).endsWith(": OK\n");
  }

  private String checkRevocation(Path list, TlsFiles files) throws Exception {
    return Openssl.run(
            "verify", "-crl_check", "-CRLfile", list, "-CAfile", authority, files.certificate())
        .text();
  }

  @Test
  void aBrowsersFileOpensWithItsPasswordOnly() throws Exception {
    KeyPair pair = KeyKind.EC.generate();
    X509Certificate issued =
        cluster
            .authority()
            .issue(cluster.user("alice"), List.of(), pair.getPublic(), Validity.USER);
    Path file = temporary.resolve("alice.p12");
    Files.write(
        file,
        IssuedFiles.browser(
            "alice",
            issued,
            pair.getPrivate(),
            cluster.authority().certificate(),
            "secret".toCharArray()));

    Openssl.Result opened = Openssl.run("pkcs12", "-in", file, "-passin", "pass:secret", "-nodes");

    assertThat(opened.status()).isZero();
    assertThat(opened.text()).contains("CN = user-alice", "CN = test", "BEGIN PRIVATE KEY");
    assertThat(Openssl.run("pkcs12", "-in", file, "-passin", "pass:guess", "-nodes").status())
        .isNotZero();
  }

  @Test
  void whatARequestWishesBesideItsKeyIsNotGranted() throws Exception {
    Identity viewer = new Identity.User(cluster.cluster(), "eve", Role.VIEWER);
    X509Certificate asking = Pem.certificate(cluster.files("eve", viewer).certificate());
    SigningRequest request =
        SigningRequest.read(
            request(
                "user-eve",
                "-addext",
                "subjectAltName=URI:urn:flocker:role:admin",
                "-addext",
                "basicConstraints=CA:TRUE"));

    X509Certificate signed =
        cluster.authority().renew(List.of(asking), request.key(), Validity.USER);

    assertThat(Certificates.identity(signed)).isEqualTo(viewer);
    assertThat(signed.getBasicConstraints()).isNegative();
    assertThat(signed.getPublicKey()).isNotEqualTo(asking.getPublicKey());
    assertThat(signed.getSerialNumber()).isNotEqualTo(asking.getSerialNumber());
  }

  private String request(String commonName, String... more) throws Exception {
    List<Object> arguments =
        new ArrayList<>(
            List.of(
                "req",
                "-new",
                "-newkey",
                "ec",
                "-pkeyopt",
                "ec_paramgen_curve:P-256",
                "-nodes",
                "-keyout",
                temporary.resolve("new.key"),
                "-subj",
                "/CN=" + commonName,
                "-out",
                temporary.resolve("new.csr")));
    arguments.addAll(List.of(more));
    Openssl.Result made = Openssl.run(arguments.toArray());
    assertThat(made.status()).as(made.text()).isZero();
    return Files.readString(temporary.resolve("new.csr"));
  }

  @Test
  void opensslReadsOurRequest() throws Exception {
    Path file = temporary.resolve("our.csr");
    Files.writeString(file, SigningRequest.write(cluster.user("alice"), KeyKind.EC.generate()));

    assertThat(Openssl.run("req", "-in", file, "-verify", "-noout", "-subject").text())
        .contains("verify OK", "CN = user-alice");
  }

  @Test
  void theOriginalsCertificatesAreUnderstood() throws Exception {
    // As the original makes them: RSA, no extensions at a node, no role at a user.
    Path old = Files.createDirectory(temporary.resolve("original"));
    String uuid = "6b3d0a2c-26a5-4d26-a4b8-7a2e2f2f8f6d";
    ok(
        "req",
        "-x509",
        "-newkey",
        "rsa:2048",
        "-nodes",
        "-days",
        "7300",
        "-subj",
        "/CN=mycluster/OU=" + uuid,
        "-addext",
        "basicConstraints=critical,CA:TRUE,pathlen:0",
        "-addext",
        "keyUsage=critical,keyCertSign,cRLSign",
        "-keyout",
        old.resolve("cluster.key"),
        "-out",
        old.resolve("cluster.crt"));
    ok(
        "req",
        "-new",
        "-newkey",
        "rsa:2048",
        "-nodes",
        "-subj",
        "/CN=user-bob/OU=" + uuid,
        "-keyout",
        old.resolve("bob.key"),
        "-out",
        old.resolve("bob.csr"));
    ok(
        "x509",
        "-req",
        "-days",
        "7300",
        "-in",
        old.resolve("bob.csr"),
        "-CA",
        old.resolve("cluster.crt"),
        "-CAkey",
        old.resolve("cluster.key"),
        "-set_serial",
        "7",
        "-out",
        old.resolve("bob.crt"));

    AuthorityFolder folder = AuthorityFolder.open(old, java.time.InstantSource.system());
    X509Certificate bob = Pem.certificate(old.resolve("bob.crt"));
    X509Certificate renewed =
        folder.renew(List.of(bob), KeyKind.EC.generate().getPublic(), Validity.USER);

    assertThat(Certificates.identity(bob))
        .isEqualTo(new Identity.User(folder.cluster(), "bob", Role.ADMIN));
    assertThat(Certificates.identity(renewed)).isEqualTo(Certificates.identity(bob));
    assertThat(folder.cluster()).hasToString(uuid);
    folder.revoke(List.of(bob));
    assertThat(folder.revocations().since(bob)).isPresent();
    assertThatThrownBy(
            () -> folder.renew(List.of(bob), KeyKind.EC.generate().getPublic(), Validity.USER))
        .hasMessageContaining("what is revoked is not renewed");
  }

  private static void ok(Object... arguments) throws Exception {
    Openssl.Result result = Openssl.run(arguments);
    assertThat(result.status()).as(result.text()).isZero();
  }
}
