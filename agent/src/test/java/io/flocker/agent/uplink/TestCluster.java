package io.flocker.agent.uplink;

import io.flocker.api.certificate.ClusterId;
import io.flocker.api.certificate.Identity;
import io.flocker.api.certificate.Pem;
import io.flocker.api.certificate.Role;
import io.flocker.api.certificate.Tls;
import io.flocker.api.certificate.TlsFiles;
import io.flocker.api.certificate.authority.AuthorityFolder;
import io.flocker.api.certificate.authority.IssuedFiles;
import io.flocker.api.certificate.authority.KeyKind;
import io.flocker.api.certificate.authority.Validity;
import io.flocker.core.model.NodeId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;

/** A cluster's authority in a folder of its own, and both ends of real TLS. */
public final class TestCluster {

  private final Path folder;
  private final AuthorityFolder authority;

  /** A new one below {@code parent}. */
  public TestCluster(Path parent) throws IOException {
    folder = Files.createTempDirectory(parent, "cluster");
    authority =
        AuthorityFolder.initialize(
            folder, "test", KeyKind.EC, Validity.AUTHORITY, InstantSource.system());
  }

  private TestCluster(Path folder, AuthorityFolder authority) {
    this.folder = folder;
    this.authority = authority;
  }

  /** One that another process has made. */
  public static TestCluster open(Path folder) {
    return new TestCluster(folder, AuthorityFolder.open(folder, InstantSource.system()));
  }

  /** Where its files are. */
  public Path folder() {
    return folder;
  }

  /** Its id. */
  public ClusterId id() {
    return authority.cluster();
  }

  /** The control service's end: lets in nodes only. */
  public Tls control() throws IOException {
    return Tls.server(
        files("control-service", new Identity.ControlService(id())),
        Set.of(Identity.Kind.NODE),
        InstantSource.system(),
        _ -> {});
  }

  /** A node's end. */
  public Tls node(NodeId node) throws IOException {
    return client(files("node-" + node, new Identity.Node(id(), node)));
  }

  /** The end of a user of the API, who has no business here. */
  public Tls user() throws IOException {
    return client(files("user", new Identity.User(id(), "alice", Role.ADMIN)));
  }

  /** Revokes a node's certificate. */
  public void revoke(NodeId node) {
    authority.revoke(List.of(Pem.certificate(TlsFiles.in(folder, "node-" + node).certificate())));
  }

  private static Tls client(TlsFiles files) {
    return Tls.client(
        files, Set.of(Identity.Kind.CONTROL_SERVICE), InstantSource.system(), _ -> {});
  }

  private TlsFiles files(String name, Identity identity) throws IOException {
    TlsFiles files = TlsFiles.in(folder, name);
    if (Files.notExists(files.key())) {
      KeyPair pair = KeyKind.EC.generate();
      Files.write(files.key(), IssuedFiles.key(pair.getPrivate()));
      Files.write(
          files.certificate(),
          IssuedFiles.certificate(
              authority.issue(identity, List.of("127.0.0.1"), pair.getPublic(), Validity.NODE)));
    }
    return files;
  }
}
