package io.flocker.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What {@code flocker-ca} refuses, and what it says then. */
class CertificateRefusalTest extends CertificateFixture {

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
