package io.flocker.api.certificate;

import io.flocker.api.certificate.authority.AuthorityFolder;
import io.flocker.api.certificate.authority.CertificateAuthority;
import io.flocker.api.certificate.authority.IssuedFiles;
import io.flocker.api.certificate.authority.KeyKind;
import io.flocker.core.model.NodeId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.UUID;

/** A cluster's authority in a folder of its own, and certificates of it beside it. */
public final class TestCluster {

  public static final Duration YEAR = Duration.ofDays(365);

  private final Path folder;
  private final AuthorityFolder authority;

  public TestCluster(Path parent) throws IOException {
    this(parent, KeyKind.EC);
  }

  public TestCluster(Path parent, KeyKind keys) throws IOException {
    folder = Files.createTempDirectory(parent, "cluster");
    authority =
        AuthorityFolder.initialize(
            folder, "test", keys, YEAR.multipliedBy(2), InstantSource.system());
  }

  public Path folder() {
    return folder;
  }

  public AuthorityFolder authority() {
    return authority;
  }

  public ClusterId cluster() {
    return authority.cluster();
  }

  public Identity user(String name) {
    return new Identity.User(cluster(), name, Role.ADMIN);
  }

  public Identity node() {
    return new Identity.Node(cluster(), new NodeId(UUID.randomUUID()));
  }

  public Identity control() {
    return new Identity.ControlService(cluster());
  }

  /** Files of a new key pair for an identity, called {@code name}. */
  public TlsFiles files(String name, Identity identity) throws IOException {
    return files(name, identity, KeyKind.EC);
  }

  public TlsFiles files(String name, Identity identity, KeyKind keys) throws IOException {
    KeyPair pair = keys.generate();
    return write(
        name, authority.issue(identity, List.of("127.0.0.1"), pair.getPublic(), YEAR), pair);
  }

  /** A node authority, in its files. */
  public Credential nodeAuthority() throws IOException {
    return nodeAuthority(YEAR);
  }

  public Credential nodeAuthority(Duration duration) throws IOException {
    KeyPair pair = KeyKind.EC.generate();
    TlsFiles files =
        write(
            NodeAuthorities.COMMON_NAME,
            authority.issueNodeAuthority(pair.getPublic(), duration),
            pair);
    return Credential.read(files.certificate(), files.key());
  }

  /** Files that someone made who has the node authority's key, and signs whatever he likes. */
  public TlsFiles stolen(String name, Identity identity, Credential nodeAuthority)
      throws IOException {
    KeyPair pair = KeyKind.EC.generate();
    X509Certificate signed =
        new CertificateAuthority(nodeAuthority, InstantSource.system())
            .issue(identity, List.of(), pair.getPublic(), YEAR);
    TlsFiles files = write(name, signed, pair);
    Files.write(
        files.certificate(),
        IssuedFiles.certificates(List.of(signed, nodeAuthority.certificate())));
    return files;
  }

  /** As above, but it expired a while ago. */
  public TlsFiles expiredFiles(String name, Identity identity) throws IOException {
    Instant then = Instant.now().minus(Duration.ofMinutes(30));
    KeyPair pair = KeyKind.EC.generate();
    X509Certificate issued =
        AuthorityFolder.open(folder, InstantSource.fixed(then))
            .issue(identity, List.of(), pair.getPublic(), Duration.ofMinutes(10));
    return write(name, issued, pair);
  }

  public TlsFiles write(String name, X509Certificate certificate, KeyPair pair) throws IOException {
    TlsFiles files = TlsFiles.in(folder, name);
    Files.write(files.key(), IssuedFiles.key(pair.getPrivate()));
    Files.write(files.certificate(), IssuedFiles.certificate(certificate));
    return files;
  }
}
