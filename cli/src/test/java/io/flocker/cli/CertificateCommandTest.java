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
import io.flocker.core.model.NodeId;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code flocker-ca} as a person types it. */
class CertificateCommandTest {

  private record Result(int status, String out, String err) {}

  @TempDir private Path folder;

  @BeforeEach
  void initialize() {
    assertThat(ca("initialize", "mycluster", "-o", folder).status()).isZero();
  }

  private static Result ca(Object... arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int status =
        Main.run(
            new PrintWriter(out),
            new PrintWriter(err),
            "flocker-ca",
            Arrays.stream(arguments).map(Object::toString).toArray(String[]::new));
    return new Result(status, out.toString(), err.toString());
  }

  /** A command that reads and writes in the folder of the cluster. */
  private Result here(Object... arguments) {
    List<Object> all = new ArrayList<>(List.of(arguments));
    all.addAll(List.of("-i", folder, "-o", folder));
    return ca(all.toArray());
  }

  private static void assertFails(Result result, String... parts) {
    assertThat(result.status()).isEqualTo(1);
    assertThat(result.err()).contains(parts).contains("ERROR: ").doesNotContain("\tat ");
    assertThat(result.out()).isEmpty();
  }

  private List<String> files() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  private Identity identity(String file) {
    return Certificates.identity(Pem.certificate(folder.resolve(file)));
  }

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

  @ParameterizedTest
  @ValueSource(
      strings = {
        "create-control-certificate h",
        "create-node-certificate",
        "create-api-certificate u",
        "create-node-authority",
        "revoke x.crt"
      })
  void withoutAnAuthorityEveryCommandSaysHowToMakeOne(String command) throws IOException {
    Path empty = Files.createDirectory(folder.resolve("empty"));
    List<Object> arguments = new ArrayList<>(List.of(command.split(" ", -1)));
    arguments.addAll(List.of("-i", empty));

    assertFails(
        ca(arguments.toArray()),
        empty + "/cluster.crt: the file does not exist",
        "flocker-ca initialize NAME",
        "--inputpath");
  }

  @Test
  void anExistingFileIsNeverOverwritten() throws IOException {
    here("create-api-certificate", "alice");
    String before = Files.readString(folder.resolve("alice.key"));

    assertFails(
        here("create-api-certificate", "alice"),
        folder + "/alice.key: the file exists already",
        "-o");
    assertFails(
        ca("initialize", "mycluster", "-o", folder), "cluster.key: the file exists already");

    assertThat(folder.resolve("alice.key")).hasContent(before);
  }

  @Test
  void halfOfAPairIsNotMade() throws IOException {
    Files.writeString(folder.resolve("alice.crt"), "mine");

    assertFails(here("create-api-certificate", "alice"), "alice.crt: the file exists already");

    assertThat(files()).doesNotContain("alice.key");
  }

  @Test
  void aFolderThatIsNotOneIsTold() throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "");

    assertFails(
        ca("create-node-certificate", "-i", folder, "-o", folder.resolve("missing")),
        "missing/",
        "its folder does not exist");
    assertFails(ca("create-node-certificate", "-i", folder, "-o", file), "Not a directory");
    // Nobody may make a file there, not even root.
    assertFails(
        ca("create-node-certificate", "-i", folder, "-o", "/sys/kernel"),
        "/sys/kernel/",
        "may not write");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "initialize",
        "create-control-certificate",
        "create-api-certificate",
        "renew",
        "show"
      })
  void aMissingArgumentIsAUsageError(String command) {
    assertFails(ca(command), "Usage: ", "Missing required parameter");
  }

  @Test
  void wrongArgumentsAreUsageErrors() {
    assertFails(here("create-api-certificate", "../root"), "user name \"../root\" is not one");
    assertFails(here("create-api-certificate", "a", "--role", "root"), "--role", "admin");
    assertFails(
        here("create-node-certificate", "--days", "0"), "--days is 0 (expected: 1 to 36500)");
    assertFails(here("create-node-certificate", "--node", "x"), "--node");
    assertFails(here("create-control-certificate", "a b"), "neither a host's name nor an address");
    assertFails(ca("initialize", "", "-o", folder), "the cluster's name");
    assertFails(ca("revoke", "-i", folder), "say what to revoke");
    assertFails(ca("destroy"), "destroy");
  }

  @Test
  void filesThatAreSomethingElseAreTold() throws IOException {
    here("create-api-certificate", "alice");
    Path text = Files.writeString(folder.resolve("text"), "hello");

    assertFails(
        ca("show", folder.resolve("alice.key")),
        "alice.key: no CERTIFICATE in PEM form is in it, but a PRIVATE KEY");
    assertFails(ca("show", text), "text: no CERTIFICATE in PEM form");
    assertFails(ca("show", folder.resolve("absent")), "absent: the file does not exist");
    Files.copy(folder.resolve("alice.crt"), folder.resolve("mixed.crt"));
    Path mixed = Files.createDirectory(folder.resolve("mixed"));
    Files.copy(folder.resolve("cluster.crt"), mixed.resolve("cluster.crt"));
    Files.copy(folder.resolve("alice.key"), mixed.resolve("cluster.key"));
    assertFails(
        ca("create-node-certificate", "-i", mixed), "cluster.key: the key is not the one of");
    Files.copy(
        folder.resolve("alice.crt"),
        mixed.resolve("cluster.crt"),
        StandardCopyOption.REPLACE_EXISTING);
    assertFails(
        ca("create-node-certificate", "-i", mixed),
        "not the certificate of a certificate authority");
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

  @Test
  void anotherClustersCertificateIsRefused() throws IOException {
    Path other = Files.createDirectory(folder.resolve("other"));
    ca("initialize", "other", "-o", other);
    here("create-api-certificate", "alice");

    assertFails(
        ca("revoke", "-i", other, folder.resolve("alice.crt")),
        "not signed by the authority of cluster");
    assertFails(
        ca("renew", "-i", other, folder.resolve("alice.crt")),
        "not signed by the authority of cluster");
    assertThat(ca("show", "-i", other, folder.resolve("alice.crt")).out())
        .contains("revoked     unknown: it is not signed by");
  }
}
