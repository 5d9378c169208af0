package io.flocker.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.flocker.api.certificate.Identity;
import io.flocker.api.certificate.Role;
import io.flocker.api.certificate.authority.AuthorityFolder;
import io.flocker.api.certificate.authority.IssuedFiles;
import io.flocker.api.certificate.authority.KeyKind;
import io.flocker.cli.TestControl.Result;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.KeyPair;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code flockerctl} says when it is not let in, or nobody is there. */
class FlockerctlConnectionTest {

  @TempDir private Path folder;
  private TestControl control;

  @BeforeEach
  void start() throws IOException {
    control = new TestControl(folder);
  }

  @AfterEach
  void stop() {
    control.close();
  }

  private static void assertFails(Result result, String... parts) {
    assertThat(result.status()).as(result.out()).isEqualTo(1);
    assertThat(result.err())
        .contains(parts)
        .startsWith("ERROR: ")
        .doesNotContain("\tat ", "Exception", "defect");
    assertThat(result.out()).isEmpty();
  }

  private Result version(String host, int port, Path certificates, String user) {
    return TestControl.run(
        "flockerctl",
        "version",
        "--control-service",
        host,
        "--control-port",
        port,
        "--certs-path",
        certificates,
        "--user",
        user);
  }

  private String address() {
    return "control service 127.0.0.1:" + control.port();
  }

  @Test
  void files_that_are_not_there_are_named() throws IOException {
    Path empty = Files.createDirectory(folder.resolve("empty"));

    assertFails(
        control.as("bob", "version"),
        control.folder().resolve("bob.crt") + ", " + control.folder().resolve("bob.key"),
        "do not exist",
        "--user (or FLOCKER_USER)",
        "create-api-certificate");
    assertFails(
        version("127.0.0.1", control.port(), empty, "alice"),
        empty.resolve("cluster.crt").toString(),
        "--certs-path (or FLOCKER_CERTS_PATH)");
  }

  @Test
  void a_key_of_another_user_is_named() throws IOException {
    control.user("bob", "admin");
    Files.copy(
        control.folder().resolve("bob.key"),
        control.folder().resolve("alice.key"),
        StandardCopyOption.REPLACE_EXISTING);

    assertFails(control.ctl("version"), "alice.key: the key is not the one of ");
  }

  @Test
  void a_certificate_that_has_expired_is_named() throws IOException {
    AuthorityFolder then =
        AuthorityFolder.open(
            control.folder(), InstantSource.fixed(Instant.now().minus(Duration.ofMinutes(30))));
    KeyPair pair = KeyKind.EC.generate();
    Files.write(control.folder().resolve("old.key"), IssuedFiles.key(pair.getPrivate()));
    Files.write(
        control.folder().resolve("old.crt"),
        IssuedFiles.certificate(
            then.issue(
                new Identity.User(then.cluster(), "old", Role.ADMIN),
                List.of(),
                pair.getPublic(),
                Duration.ofMinutes(10))));

    assertFails(control.as("old", "version"), "old.crt: ", "it expired at 2", "renew it");
  }

  @Test
  void a_certificate_of_another_cluster_is_named() throws IOException {
    try (TestControl other = new TestControl(folder)) {
      for (String file : List.of("alice.crt", "alice.key")) {
        Files.copy(
            other.folder().resolve(file),
            control.folder().resolve(file),
            StandardCopyOption.REPLACE_EXISTING);
      }

      assertFails(
          control.ctl("version"),
          "alice.crt: ",
          "not signed by this cluster's certificate authority",
          "cluster.crt");
    }
  }

  @Test
  void a_control_service_of_another_cluster_is_not_talked_to() throws IOException {
    try (TestControl other = new TestControl(folder)) {
      assertFails(
          version("127.0.0.1", control.port(), other.folder(), "alice"),
          address(),
          "CN=control-service",
          "not signed by this cluster's certificate authority",
          "check that this is the address");
    }
  }

  @Test
  void the_certificate_of_a_node_is_not_one_of_a_user() {
    String id = "0a1b2c3d-1111-4222-8333-444455556666";
    control.here("create-node-certificate", "--node", id);

    assertFails(control.as(id, "version"), id + ".crt: ", "a node", "the API is for users");
  }

  @Test
  void a_user_that_was_revoked_is_told_so() {
    TestControl.ca("revoke", "-i", control.folder(), control.folder().resolve("alice.crt"));

    // With the list beside the certificate it is seen here already.
    assertFails(control.ctl("version"), "alice.crt", "it was revoked at 2");
  }

  @Test
  void a_user_that_was_revoked_and_does_not_know_it_is_refused_by_the_service() throws IOException {
    Path unaware = Files.createDirectory(folder.resolve("unaware"));
    for (String file : List.of("cluster.crt", "alice.crt", "alice.key")) {
      Files.copy(control.folder().resolve(file), unaware.resolve(file));
    }
    TestControl.ca("revoke", "-i", control.folder(), control.folder().resolve("alice.crt"));

    assertFails(
        version("127.0.0.1", control.port(), unaware, "alice"),
        address(),
        "does not accept the certificate " + unaware.resolve("alice.crt"),
        "flocker-ca show");
  }

  @Test
  void a_service_that_is_down_is_named_by_its_address() {
    control.goAway();

    assertFails(control.ctl("list"), address() + ": nothing listens there", "--control-service");

    control.comeBack();
  }

  @Test
  void a_host_that_nobody_knows_is_named() {
    assertFails(
        version("nowhere.invalid", 4523, control.folder(), "alice"),
        "control service nowhere.invalid:4523: no name server knows nowhere.invalid");
    assertFails(
        version("a b", 4523, control.folder(), "alice"),
        "the control service's address",
        "\"a b\"");
    assertFails(version("host", 0, control.folder(), "alice"), "port 0");
  }

  @Test
  void an_address_has_to_be_given() {
    Result result = TestControl.run("flockerctl", "--certs-path", control.folder(), "list");

    assertFails(
        result,
        "where the control service is was not said",
        "--control-service HOST or FLOCKER_CONTROL_SERVICE");
  }

  @Test
  void something_else_that_listens_there_is_told() throws IOException {
    assertFails(
        answered(socket -> write(socket, "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")),
        "control service 127.0.0.1:",
        "does not speak TLS");
    assertFails(answered(_ -> {}), "control service 127.0.0.1:", "terminated the handshake");
  }

  /** What comes of asking something that says this and hangs up. */
  private Result answered(Consumer<Socket> answer) throws IOException {
    try (ServerSocket listening = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
      Thread.ofVirtual()
          .start(() -> {
            while (!listening.isClosed()) {
              try (Socket caller = listening.accept()) {
                byte[] hello = new byte[1];
                if (caller.getInputStream().read(hello) == 1) {
                  answer.accept(caller);
                }
              } catch (IOException e) {
                // Closed: the loop ends.
              }
            }
          });
      return version("127.0.0.1", listening.getLocalPort(), control.folder(), "alice");
    }
  }

  private static void write(Socket socket, String text) {
    try {
      socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
      socket.getOutputStream().flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void the_address_can_stand_in_the_clusters_file() throws IOException {
    Path file = Files.writeString(folder.resolve("cluster.yml"), "control_node: 127.0.0.1\n");
    Object[] rest = {
      "--cluster-yml",
      file,
      "--control-port",
      control.port(),
      "--certs-path",
      control.folder(),
      "--user",
      "alice",
      "version"
    };

    assertThat(TestControl.run("flockerctl", rest).out()).isEqualTo("1.2.3\n");
    Files.writeString(file, "cluster_name: x\n");
    assertFails(TestControl.run("flockerctl", rest), file + ": ", "control_node");
    Files.writeString(file, "{");
    assertFails(TestControl.run("flockerctl", rest), file + ": ", "not YAML");
  }
}
