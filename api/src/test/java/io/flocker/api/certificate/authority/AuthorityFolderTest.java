package io.flocker.api.certificate.authority;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flocker.api.certificate.Certificates;
import io.flocker.api.certificate.Identity;
import io.flocker.api.certificate.Pem;
import io.flocker.api.certificate.TestCluster;
import io.flocker.core.problem.ProblemException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AuthorityFolderTest {

  @TempDir private Path temporary;
  private TestCluster cluster;

  @BeforeEach
  void make() throws IOException {
    cluster = new TestCluster(temporary);
  }

  private X509Certificate issue(Identity identity, Duration duration) {
    return cluster
        .authority()
        .issue(identity, List.of(), KeyKind.EC.generate().getPublic(), duration);
  }

  @Test
  void everyFileIsForItsOwnerAlone() throws IOException {
    issue(cluster.node(), Validity.NODE);
    try (Stream<Path> files = Files.list(cluster.folder())) {
      assertThat(files.toList())
          .hasSize(5)
          .allSatisfy(file ->
              assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                  .isEqualTo("rw-------"));
    }
  }

  @Test
  void nothingOutlivesTheAuthority() {
    X509Certificate issued = issue(cluster.node(), Duration.ofDays(5000));

    assertThat(issued.getNotAfter()).isEqualTo(cluster.authority().certificate().getNotAfter());
  }

  @Test
  void aNodesCertificateIsShortLived() {
    Instant until = issue(cluster.node(), Validity.NODE).getNotAfter().toInstant();

    assertThat(until)
        .isBetween(
            Instant.now().plus(Duration.ofDays(89)), Instant.now().plus(Duration.ofDays(91)));
  }

  @Test
  void whatExpiredIsRenewedAndWhatIsRevokedIsNot() throws IOException {
    Identity node = cluster.node();
    X509Certificate expired = Pem.certificate(cluster.expiredFiles("old", node).certificate());
    X509Certificate revoked = issue(node, Validity.NODE);
    cluster.authority().revoke(List.of(revoked));

    assertThat(Certificates.identity(renew(expired))).isEqualTo(node);
    assertThatThrownBy(() -> renew(revoked)).hasMessageContaining("was revoked at");
  }

  private X509Certificate renew(X509Certificate old) {
    return cluster
        .authority()
        .renew(List.of(old), KeyKind.EC.generate().getPublic(), Validity.NODE);
  }

  @Test
  void anotherClustersCertificateIsNeitherRenewedNorRevoked() throws IOException {
    TestCluster other = new TestCluster(temporary);
    X509Certificate foreign =
        Pem.certificate(other.files("alice", other.user("alice")).certificate());

    assertThatThrownBy(() ->
            cluster.authority().renew(List.of(foreign), foreign.getPublicKey(), Validity.USER))
        .hasMessageContaining("not signed by the authority of cluster " + cluster.cluster());
    assertThatThrownBy(() -> cluster.authority().revoke(List.of(foreign)))
        .hasMessageContaining("not signed by");
  }

  @Test
  void aRequestThatSomeoneChangedIsRefused() {
    String one = SigningRequest.write(cluster.user("alice"), KeyKind.EC.generate());
    byte[] content = Pem.block(Pem.SIGNING_REQUEST, one).orElseThrow();
    int name = new String(content, java.nio.charset.StandardCharsets.ISO_8859_1).indexOf("alice");
    content[name] = 'b';

    assertThatThrownBy(() -> SigningRequest.read(Pem.text(Pem.SIGNING_REQUEST, content)))
        .hasMessageContaining("its signature is not that of its key");
    assertThatThrownBy(() -> SigningRequest.read("nothing"))
        .hasMessageContaining("no CERTIFICATE REQUEST");
  }

  @Test
  void everythingOfAHolderIsRevokedThoughNobodyKeptTheFiles() {
    X509Certificate first = issue(cluster.user("alice"), Validity.USER);
    X509Certificate second =
        cluster.authority().renew(List.of(first), KeyKind.EC.generate().getPublic(), Validity.USER);
    X509Certificate bob = issue(cluster.user("alice2"), Validity.USER);

    assertThat(cluster.authority().revokeAllOf("user-alice", List.of())).isEqualTo(2);

    assertThat(cluster.authority().revocations().since(first)).isPresent();
    assertThat(cluster.authority().revocations().since(second)).isPresent();
    assertThat(cluster.authority().revocations().since(bob)).isEmpty();
    assertThat(cluster.authority().revokeAllOf("user-nobody", List.of())).isZero();
  }

  @Test
  void revocationsAtOnceDoNotLoseEachOther() throws Exception {
    List<X509Certificate> all =
        IntStream.range(0, 8).mapToObj(i -> issue(cluster.user("u" + i), Validity.USER)).toList();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<?>> done = new ArrayList<>();
      for (X509Certificate one : all) {
        // Each opens the folder anew, as a process of its own would.
        done.add(
            threads.submit(() ->
                AuthorityFolder.open(cluster.folder(), InstantSource.system())
                    .revoke(List.of(one))));
      }
      for (Future<?> one : done) {
        one.get();
      }
    }
    assertThat(cluster.authority().revocations().revoked()).hasSize(8);
  }

  @Test
  void filesAreMadeTogetherOrNotAtAll() throws IOException {
    Path taken = Files.writeString(temporary.resolve("taken"), "mine");
    Map<Path, byte[]> files = new LinkedHashMap<>();
    files.put(temporary.resolve("new"), new byte[1]);
    files.put(taken, new byte[1]);

    assertThatThrownBy(() -> NewFiles.create(files))
        .isInstanceOf(ProblemException.class)
        .hasMessageContaining("taken: the file exists already and is never overwritten");
    files.remove(taken);
    files.put(temporary.resolve("no/folder"), new byte[1]);
    assertThatThrownBy(() -> NewFiles.create(files))
        .hasMessageContaining("its folder does not exist");

    assertThat(temporary.resolve("new")).doesNotExist();
    assertThat(taken).hasContent("mine");
  }

  @Test
  void aDanglingLinkIsNotWrittenThrough() throws IOException {
    Path link = Files.createSymbolicLink(temporary.resolve("link"), temporary.resolve("elsewhere"));

    assertThatThrownBy(() -> NewFiles.create(Map.of(link, new byte[1])))
        .hasMessageContaining("exists already");
    assertThat(temporary.resolve("elsewhere")).doesNotExist();
  }

  @Test
  void anExpiredAuthoritySignsNothing() throws IOException {
    Path folder = Files.createDirectory(temporary.resolve("old"));
    Instant then = Instant.now().minus(Duration.ofDays(10));
    AuthorityFolder.initialize(
        folder, "old", KeyKind.EC, Duration.ofDays(1), InstantSource.fixed(then));

    assertThatThrownBy(() -> AuthorityFolder.open(folder, InstantSource.system()))
        .hasMessageContaining("cluster.crt: the cluster's authority expired at");
  }
}
