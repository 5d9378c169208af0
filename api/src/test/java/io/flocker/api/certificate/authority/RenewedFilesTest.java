package io.flocker.api.certificate.authority;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flocker.api.certificate.Credential;
import io.flocker.api.certificate.Identity;
import io.flocker.api.certificate.Pem;
import io.flocker.api.certificate.TestCluster;
import io.flocker.api.certificate.TlsFiles;
import io.flocker.core.problem.ProblemException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is left when a renewal ends between any two of its steps. */
class RenewedFilesTest {

  private static final int STEPS = 5;

  @TempDir private Path temporary;
  private TestCluster cluster;
  private Identity node;
  private TlsFiles files;
  private Credential old;

  @BeforeEach
  void make() throws IOException {
    cluster = new TestCluster(temporary);
    node = cluster.node();
    files = cluster.files("node", node);
    old = read();
  }

  private Credential read() {
    return Credential.read(files.certificate(), files.key());
  }

  private Credential renewed() throws IOException {
    KeyPair pair = KeyKind.EC.generate();
    X509Certificate authority = cluster.nodeAuthority().certificate();
    X509Certificate certificate =
        cluster.authority().issue(node, List.of(), pair.getPublic(), Validity.NODE);
    return new Credential(List.of(certificate, authority), pair.getPrivate());
  }

  /** Ends after some of the steps, as if killed. */
  private void replace(Credential by, int steps) {
    RenewedFiles.steps(files, by).subList(0, steps).forEach(Runnable::run);
  }

  @Test
  void aRenewalReplacesBothFilesForTheirOwnerAlone() throws IOException {
    Credential renewed = renewed();

    RenewedFiles.replace(files, renewed);

    assertThat(RenewedFiles.steps(files, renewed)).hasSize(STEPS);
    assertThat(read()).isEqualTo(renewed);
    assertThat(Pem.certificates(files.certificate())).hasSize(2);
    assertThat(Credential.prepared(files.key())).doesNotExist();
    assertThat(Credential.prepared(files.certificate())).doesNotExist();
    for (Path file : List.of(files.key(), files.certificate())) {
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
          .isEqualTo("rw-------");
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, 4, 5})
  void anEndAfterAnyStepLeavesAPair(int steps) throws IOException {
    Credential renewed = renewed();

    replace(renewed, steps);

    // From the moment that the new key is in its place.
    assertThat(read()).isEqualTo(steps < 4 ? old : renewed);
    RenewedFiles.finish(files);
    assertThat(read()).isEqualTo(steps < 4 ? old : renewed);
    assertThat(Pem.certificate(files.certificate())).isEqualTo(read().certificate());
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, 4, 5})
  void soDoesAnEndInTheNextRenewal(int steps) throws IOException {
    for (int before = 0; before <= STEPS; before++) {
      Credential first = renewed();
      Credential second = renewed();
      Credential present = read();
      replace(first, before);

      replace(second, steps);

      assertThat(read())
          .as("ended after %s and %s steps", before, steps)
          .isEqualTo(steps >= 4 ? second : before >= 4 ? first : present);
    }
  }

  @Test
  void whatIsHalfWrittenDoesNotCount() throws IOException {
    Files.writeString(Credential.prepared(files.certificate()), "-----BEGIN CERTIFI");
    Files.writeString(Credential.prepared(files.key()), "");
    assertThat(read()).isEqualTo(old);

    Credential renewed = renewed();
    RenewedFiles.replace(files, renewed);

    assertThat(read()).isEqualTo(renewed);
  }

  @Test
  void whatWasPreparedForOtherFilesDoesNotTakeTheirPlace() throws IOException {
    replace(renewed(), 3);
    TlsFiles byHand = cluster.files("node", node);
    Credential made = Credential.read(byHand.certificate(), byHand.key());

    RenewedFiles.finish(files);

    assertThat(read()).isEqualTo(made);
  }

  @Test
  void filesOfDifferentPairsAreTold() throws IOException {
    replace(renewed(), 3);
    Files.write(files.key(), IssuedFiles.key(KeyKind.EC.generate().getPrivate()));

    assertThatThrownBy(this::read)
        .isInstanceOf(ProblemException.class)
        .hasMessageContaining("node.key: the key is not the one of");
  }
}
