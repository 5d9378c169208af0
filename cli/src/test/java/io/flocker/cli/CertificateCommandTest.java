package io.flocker.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.flocker.api.certificate.Certificates;
import io.flocker.api.certificate.Credential;
import io.flocker.api.certificate.Identity;
import io.flocker.api.certificate.Pem;
import io.flocker.api.certificate.Role;
import io.flocker.api.certificate.authority.CertificateAuthority;
import io.flocker.api.certificate.authority.IssuedFiles;
import io.flocker.api.certificate.authority.KeyKind;
import io.flocker.api.certificate.authority.Validity;
import io.flocker.cli.TestControl.Result;
import io.flocker.core.model.NodeId;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What {@code flocker-ca} does. */
class CertificateCommandTest extends CertificateFixture {

  @Test
  void initializeMakesTheFilesAndSaysWhatIsSecret() throws IOException {
    Path other = Files.createDirectory(folder.resolve("other"));

    Result made = ca("initialize", "mycluster", "--outputpath=" + other);

    assertThat(made.out())
        .startsWith("Created cluster.key and cluster.crt")
        .contains("keep it secret");
    assertThat(
            PosixFilePermissions.toString(
                Files.getPosixFilePermissions(other.resolve("cluster.key"))))
        .isEqualTo("rw-------");
  }

  @Test
  void aControlCertificateIsCalledAfterItsHost() {
    Result made = here("create-control-certificate", "control.example.org");

    assertThat(made.out())
        .startsWith("Created control-control.example.org.crt and control-control.example.org.key")
        .contains("/etc/flocker/control-service.crt", "chmod 0600");
    assertThat(
            Certificates.hosts(Pem.certificate(folder.resolve("control-control.example.org.crt"))))
        .containsExactly("control-service", "control.example.org");
    assertThat(here("create-control-certificate", "2001:db8::7").status()).isZero();
    assertThat(
            Certificates.hosts(Pem.certificate(folder.resolve("control-2001:db8::7.crt")))
                .getFirst())
        .isEqualTo("control-service");
  }

  @Test
  void aNodeCertificateIsCalledAfterTheNodesId() {
    Matcher made =
        Pattern.compile("^Created ([0-9a-f-]{36})\\.crt\\. Copy it to /etc/flocker/node\\.crt ")
            .matcher(here("create-node-certificate").out());

    assertThat(made.find()).isTrue();
    assertThat(identity(made.group(1) + ".crt").commonName()).isEqualTo("node-" + made.group(1));
    assertThat(folder.resolve(made.group(1) + ".key")).exists();
  }

  @Test
  void aNodeThatHasAnIdKeepsIt() {
    String id = "0a1b2c3d-1111-4222-8333-444455556666";

    assertThat(here("create-node-certificate", "--node", id).out())
        .startsWith("Created " + id + ".crt");
  }

  @Test
  void aUserHasARole() {
    assertThat(here("create-api-certificate", "plugin").out()).startsWith("Created plugin.crt.");
    assertThat(here("create-api-certificate", "eve", "--role", "viewer").status()).isZero();

    assertThat(((Identity.User) identity("plugin.crt")).role()).isEqualTo(Role.ADMIN);
    assertThat(((Identity.User) identity("eve.crt")).role()).isEqualTo(Role.VIEWER);
  }

  @Test
  void aBrowsersFileOpensWithThePrintedPassword() throws Exception {
    Result made = here("create-api-certificate", "alice", "--p12");
    String password =
        made.out()
            .lines()
            .filter(line -> line.contains("password "))
            .findFirst()
            .orElseThrow()
            .replaceAll(".* ", "");

    ProcessBuilder builder =
        new ProcessBuilder(
            "openssl",
            "pkcs12",
            "-in",
            folder.resolve("alice.p12").toString(),
            "-nokeys",
            "-passin",
            "env:PASSWORD");
    builder.environment().put("PASSWORD", password);
    Process opened = builder.redirectErrorStream(true).start();
    assertThat(new String(opened.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
        .contains("CN = user-alice");
    assertThat(opened.waitFor()).isZero();
  }

  @Test
  void withoutACommandThereIsHelp() {
    Result help = ca();

    assertThat(help.status()).isZero();
    assertThat(help.out())
        .contains("initialize", "create-control-certificate", "create-node-certificate")
        .contains("create-api-certificate", "renew", "revoke", "show");
    assertThat(ca("--help").out()).isEqualTo(help.out());
    assertThat(ca("--version").out()).isNotBlank();
    assertThat(ca("revoke", "--help").out()).contains("--all-of");
  }

  @Test
  void showTellsEverythingThatMatters() {
    here("create-api-certificate", "alice", "--role", "operator", "--days", "30");

    assertThat(ca("show", folder.resolve("alice.crt")).out())
        .contains(
            "API user alice, role operator",
            "29 days left",
            "EC 256 bit",
            "SHA-256",
            "revoked     no\n");
    assertThat(ca("show", folder.resolve("cluster.crt")).out())
        .contains("the certificate authority of cluster \"mycluster\"");
  }

  @Test
  void aRevokedCertificateIsShownAsSuchAndNotRenewed() {
    here("create-api-certificate", "alice");
    Path alice = folder.resolve("alice.crt");

    assertThat(ca("revoke", "-i", folder, alice).out()).contains("Revoked", "Copy cluster.crl");

    assertThat(ca("show", alice).out()).contains("revoked     YES, at ");
    assertFails(
        ca("renew", alice, "-i", folder, "-o", "/nowhere"),
        "alice.crt: the certificate is not renewed: it was revoked");
  }

  @Test
  void everythingOfAHolderIsRevoked() {
    here("create-api-certificate", "alice");

    assertThat(ca("revoke", "-i", folder, "--all-of", "user-alice").out()).contains("1 in number");
    assertThat(ca("show", folder.resolve("alice.crt")).out()).contains("YES");
    assertFails(ca("revoke", "-i", folder, "--all-of", "user-bob"), "user-bob is recorded");
  }

  @Test
  void aNodeAuthorityVouchesForNodesOnly() throws IOException {
    assertThat(here("create-node-authority").out()).contains("node-authority.crt", "0600");
    assertThat(ca("show", folder.resolve("node-authority.crt")).out())
        .contains("holder      a node authority", "364 days left", "revoked     no\n");
    Credential authority =
        Credential.read(folder.resolve("node-authority.crt"), folder.resolve("node-authority.key"));
    CertificateAuthority signing = new CertificateAuthority(authority, InstantSource.system());
    NodeId id = new NodeId(UUID.randomUUID());
    Path node = signed(signing, authority, "node", new Identity.Node(signing.cluster(), id));
    Path user =
        signed(signing, authority, "eve", new Identity.User(signing.cluster(), "eve", Role.ADMIN));

    assertThat(ca("show", node).out()).contains("node " + id, "revoked     no\n");
    assertThat(ca("show", user).out()).contains("unknown: it is not signed by");
    assertFails(ca("renew", user, "-i", folder, "-o", "/nowhere"), "it is not signed by");
    assertFails(
        ca("renew", folder.resolve("node-authority.crt"), "-i", folder),
        "the certificate of an authority, which is not renewed",
        "create-node-authority -o");
    Path fresh = Files.createDirectory(folder.resolve("fresh-node"));
    assertThat(ca("renew", node, "-i", folder, "-o", fresh).status()).isZero();
    assertThat(Pem.certificates(fresh.resolve("node.crt"))).hasSize(1);

    // The list is on the control service's host.
    Path issued =
        Files.writeString(
            folder.resolve("node-authority.issued"),
            Pem.certificate(node).getSerialNumber().toString(16)
                + " 2026-03-01T12:00:00Z 2026-03-31T12:00:00Z node-"
                + id
                + "\n");
    assertThat(ca("revoke", "-i", folder, "--all-of", "node-" + id, "--issued", issued).out())
        .contains("2 in number");
    assertThat(ca("show", node).out()).contains("revoked     YES, at ");
    assertFails(
        ca("revoke", "-i", folder, "--all-of", "node-" + id, "--issued", "/nowhere"),
        "/nowhere: the file does not exist");
    Path other = signed(signing, authority, "other", new Identity.Node(signing.cluster(), id));
    assertThat(ca("revoke", "-i", folder, folder.resolve("node-authority.crt")).status()).isZero();
    assertThat(ca("show", other).out())
        .contains("revoked     YES: the node authority that signed it was, at ");
  }

  private Path signed(
      CertificateAuthority signing, Credential authority, String name, Identity identity)
      throws IOException {
    return Files.write(
        folder.resolve(name + ".crt"),
        IssuedFiles.certificates(
            List.of(
                signing.issue(
                    identity, List.of(), KeyKind.EC.generate().getPublic(), Validity.RENEWED_NODE),
                authority.certificate())));
  }

  @Test
  void aRenewedCertificateIsForTheSameHolderWithANewKey() throws IOException {
    here("create-control-certificate", "192.0.2.1");
    Path old = folder.resolve("control-192.0.2.1.crt");
    Path fresh = Files.createDirectory(folder.resolve("fresh"));

    assertFails(here("renew", old), "exists already", "-o");
    assertThat(ca("renew", old, "-i", folder, "-o", fresh, "--days", "10").status()).isZero();

    X509Certificate before = Pem.certificate(old);
    X509Certificate after = Pem.certificate(fresh.resolve("control-192.0.2.1.crt"));
    assertThat(Certificates.identity(after)).isEqualTo(Certificates.identity(before));
    assertThat(Certificates.hosts(after)).isEqualTo(Certificates.hosts(before));
    assertThat(after.getPublicKey()).isNotEqualTo(before.getPublicKey());
    assertThat(after.getNotAfter().toInstant()).isBefore(Instant.now().plus(Duration.ofDays(11)));
  }

  @Test
  void aRequestIsSignedForTheHolderOfTheCertificateOnly() throws Exception {
    here("create-api-certificate", "alice");
    Path fresh = Files.createDirectory(folder.resolve("fresh"));

    Result signed =
        ca(
            "renew",
            folder.resolve("alice.crt"),
            "-i",
            folder,
            "-o",
            fresh,
            "--request",
            request("user-alice"));
    Result refused =
        ca(
            "renew",
            folder.resolve("alice.crt"),
            "-i",
            folder,
            "-o",
            fresh,
            "--request",
            request("user-admin"));

    assertThat(signed.out()).startsWith("Created alice.crt, valid until ");
    assertThat(fresh.resolve("alice.key")).doesNotExist();
    assertFails(refused, "the request is for user-admin, the certificate of user-alice");
  }

  private Path request(String name) throws Exception {
    Path file = folder.resolve(name + ".csr");
    Process openssl =
        new ProcessBuilder(
                "openssl",
                "req",
                "-new",
                "-newkey",
                "ec",
                "-pkeyopt",
                "ec_paramgen_curve:P-256",
                "-nodes",
                "-keyout",
                file + ".key",
                "-subj",
                "/CN=" + name,
                "-out",
                file.toString())
            .redirectErrorStream(true)
            .start();
    openssl.getInputStream().readAllBytes();
    assertThat(openssl.waitFor()).isZero();
    return file;
  }
}
